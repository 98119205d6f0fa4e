import Synchronization

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A store that keeps sessions in the memory of the process, until it ends.
///
/// For development and tests, and for services of one process (`--processes 1`): each process has a store of its own
/// and doesn't know the sessions of the others. A restart loses the sessions, also one by HUP.
public final class InMemorySessionStore: SessionStore {
  private struct Entry {
    var record: SessionRecord
    var end: Date
  }

  private struct Entries {
    var byKey: [SessionKey: Entry] = [:]
    var nextSweep = 0
  }

  private let entries = Mutex(Entries())
  private let limit: Int

  /// Creates a store without sessions.
  ///
  /// - Parameter limit: the maximum number of sessions; if there are more, those that would end first are dropped.
  ///   100,000 by default, which take some 50 MB if each has a few short values.
  public init(limit: Int = 100_000) {
    precondition(limit > 0, "A session store has to have room for a session.")
    self.limit = limit
  }

  /// The number of stored sessions, including ended ones that are not yet dropped.
  public var count: Int { entries.withLock { $0.byKey.count } }

  /// Returns the session under a key; `nil` if there is none, or if it has ended by then.
  public func session(for key: SessionKey, at now: Date) -> SessionRecord? {
    entries.withLock { entries in
      guard let entry = entries.byKey[key], entry.end > now else { return nil }
      return entry.record
    }
  }

  /// Stores a new session.
  public func insert(_ record: SessionRecord, for key: SessionKey, until end: Date) {
    entries.withLock { entries in
      entries.byKey[key] = Entry(record: record, end: end)
      if entries.byKey.count > limit || entries.byKey.count > entries.nextSweep {
        Self.sweep(&entries, at: record.lastUsed, limit: limit)
      }
    }
  }

  /// Applies changes to a session, if there is one.
  public func update(
    _ key: SessionKey, with changes: SessionChanges, movingTo newKey: SessionKey?, until end: Date
  ) -> Bool {
    entries.withLock { entries in
      guard var entry = entries.byKey.removeValue(forKey: key) else { return false }
      entry.record = changes.applied(to: entry.record)
      entry.end = max(entry.end, end)
      entries.byKey[newKey ?? key] = entry
      return true
    }
  }

  /// Deletes a session, if there is one.
  public func remove(_ key: SessionKey) {
    entries.withLock { $0.byKey[key] = nil }
  }

  /// Drops ended sessions and, if that isn't enough, also those that would end first, until a tenth of the limit is
  /// free.
  private static func sweep(_ entries: inout Entries, at now: Date, limit: Int) {
    entries.byKey = entries.byKey.filter { $0.value.end > now }
    if entries.byKey.count > limit {
      let excess = entries.byKey.count - (limit - limit / 10)
      for (key, _) in entries.byKey.sorted(by: { $0.value.end < $1.value.end }).prefix(excess) {
        entries.byKey[key] = nil
      }
    }
    // Each sweep looks at all sessions, so the next one comes only when there are twice as many.
    entries.nextSweep = max(1024, entries.byKey.count * 2)
  }
}
