import AfterglowSessions
import Synchronization

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A store that is down.
struct FailingStore: SessionStore {
  struct Down: Error {}

  func session(for key: SessionKey, at now: Date) throws -> SessionRecord? { throw Down() }

  func insert(_ record: SessionRecord, for key: SessionKey, until end: Date) throws { throw Down() }

  func update(
    _ key: SessionKey, with changes: SessionChanges, movingTo newKey: SessionKey?, until end: Date
  ) throws -> Bool { throw Down() }

  func remove(_ key: SessionKey) throws { throw Down() }
}

/// What background tasks say.
final class Outcomes: Sendable {
  private let written = Mutex<[String]>([])

  var entries: [String] { written.withLock { $0 } }

  func add(_ entry: String) { written.withLock { $0.append(entry) } }
}
