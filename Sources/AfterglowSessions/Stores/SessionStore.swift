#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Keeps sessions between requests.
///
/// It is called from all workers of the process at a time. What it throws fails the request with 500.
public protocol SessionStore: Sendable {
  /// The session under a key; `nil` if there is none, or one that has ended by then.
  ///
  /// - Throws: what keeps the store from answering.
  func session(for key: SessionKey, at now: Date) async throws -> SessionRecord?

  /// Keeps a new session.
  ///
  /// - Parameters:
  ///   - record: the session.
  ///   - key: its key, which is new.
  ///   - end: when it ends unless it is updated before.
  /// - Throws: what keeps the store from doing so.
  func insert(_ record: SessionRecord, for key: SessionKey, until end: Date) async throws

  /// Applies changes to the session as it is by now, at once as seen by all others.
  ///
  /// - Parameters:
  ///   - key: its key.
  ///   - changes: see ``SessionChanges/applied(to:)``.
  ///   - newKey: the key that takes the old one's place; `nil` if it stays.
  ///   - end: when it ends now; never earlier than it did.
  /// - Returns: `false` if there is no such session, and nothing was done: a session that was ended stays so.
  /// - Throws: what keeps the store from doing so.
  func update(
    _ key: SessionKey, with changes: SessionChanges, movingTo newKey: SessionKey?, until end: Date
  ) async throws -> Bool

  /// Deletes a session, if there is one.
  ///
  /// - Throws: what keeps the store from doing so.
  func remove(_ key: SessionKey) async throws
}
