import Synchronization

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Keeps sessions in the memory of the process, until it ends.
///
/// For development and tests, and for services of one process (`--processes 1`): each process has a store of its own, and
/// doesn't know the sessions of the others. They are gone when it is restarted, by HUP too.
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

  /// A store without sessions.
  ///
  /// - Parameter limit: how many sessions it keeps; when there are more, those that would end first are dropped. 100,000
  ///   by default, which are some 50 MB if each has a few short values.
  public init(limit: Int = 100_000) {
    precondition(limit > 0, "A session store has to have room for a session.")
    self.limit = limit
  }

  /// How many sessions it keeps, ended ones that are not yet dropped among them.
  public var count: Int { entries.withLock { $0.byKey.count } }

  /// The session under a key; `nil` if there is none, or one that has ended by then.
  public func session(for key: SessionKey, at now: Date) -> SessionRecord? {
    entries.withLock { entries in
      guard let entry = entries.byKey[key], entry.end > now else { return nil }
      return entry.record
    }
  }

  /// Keeps a new session.
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

  /// Drops what has ended and, if that is not enough, a tenth of the room of what would end first.
  private static func sweep(_ entries: inout Entries, at now: Date, limit: Int) {
    entries.byKey = entries.byKey.filter { $0.value.end > now }
    if entries.byKey.count > limit {
      let excess = entries.byKey.count - (limit - limit / 10)
      for (key, _) in entries.byKey.sorted(by: { $0.value.end < $1.value.end }).prefix(excess) {
        entries.byKey[key] = nil
      }
    }
    // Each sweep looks at everything, so they come only when there is twice as much.
    entries.nextSweep = max(1024, entries.byKey.count * 2)
  }
}
