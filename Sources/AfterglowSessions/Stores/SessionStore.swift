#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A store that keeps sessions between requests.
///
/// All workers of the process call it at the same time. If it throws, the request fails with 500.
public protocol SessionStore: Sendable {
  /// Returns the session under a key.
  ///
  /// - Parameters:
  ///   - key: the session's key.
  ///   - now: the time at which the session must not have ended.
  /// - Returns: the session; `nil` if there is none, or if it has ended by then.
  /// - Throws: an error if the store fails.
  func session(for key: SessionKey, at now: Date) async throws -> SessionRecord?

  /// Stores a new session.
  ///
  /// - Parameters:
  ///   - record: the session.
  ///   - key: the session's key, which is new.
  ///   - end: the time at which the session ends if it isn't updated before.
  /// - Throws: an error if the store fails.
  func insert(_ record: SessionRecord, for key: SessionKey, until end: Date) async throws

  /// Applies changes to the current version of a session, atomically.
  ///
  /// - Parameters:
  ///   - key: the session's key.
  ///   - changes: the changes; see ``SessionChanges/applied(to:)``.
  ///   - newKey: the key that replaces the old one; `nil` if the key stays.
  ///   - end: the session's new end. An end that is already later stays.
  /// - Returns: `false` if there is no such session, so that an ended session stays ended.
  /// - Throws: an error if the store fails.
  func update(
    _ key: SessionKey, with changes: SessionChanges, movingTo newKey: SessionKey?, until end: Date
  ) async throws -> Bool

  /// Deletes a session, if there is one.
  ///
  /// - Parameter key: the session's key.
  /// - Throws: an error if the store fails.
  func remove(_ key: SessionKey) async throws
}
