#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The place of a session between requests.
enum SessionPlace: Sendable, Equatable {
  case nowhere
  case store(SessionID)
  case cookie
}

/// The state of a session in one request, and its changes.
struct SessionState: Sendable {
  private(set) var place: SessionPlace
  private(set) var record: SessionRecord
  private(set) var changes = SessionChanges()

  /// The sessions that the request ended and that aren't deleted yet.
  private(set) var ended: [SessionPlace] = []

  /// The change of the client's cookie, for the response.
  private(set) var cookie: SessionCookieChange?

  /// Whether the application has accessed the session.
  var wasAccessed = false

  /// Whether the session gets a new id when it is saved.
  var regenerates = false

  /// Whether the response has been sent, so that the cookie can't be changed any more.
  var isResponseSent = false

  /// The error of a value that couldn't be encoded.
  var failure: SessionError?

  init(_ record: SessionRecord, in place: SessionPlace) {
    self.record = record
    self.place = place
  }

  var isNew: Bool { place == .nowhere }

  mutating func set(_ text: String?, for name: String) {
    // A value that stays the same needs no saving.
    guard record.values[name] != text else { return }
    record.values[name] = text
    changes.values[name] = .some(text)
  }

  mutating func touch(at now: Date) {
    record.lastUsed = now
    changes.lastUsed = now
  }

  mutating func end(beginning next: SessionRecord) {
    if !isNew {
      ended.append(place)
      cookie = .remove
    }
    place = .nowhere
    record = next
    changes = SessionChanges()
    regenerates = false
    failure = nil
  }

  /// Discards everything except the sessions that the request ended.
  ///
  /// - Returns: whether it ended any.
  mutating func keepOnlyEnd(beginning next: SessionRecord) -> Bool {
    guard !ended.isEmpty else { return false }
    place = .nowhere
    record = next
    changes = SessionChanges()
    regenerates = false
    failure = nil
    return true
  }

  /// Returns what has to be saved, and marks it as saved.
  mutating func takeUnsaved() throws(SessionError) -> UnsavedSession {
    if let failure { throw failure }
    defer {
      changes = SessionChanges()
      ended = []
      regenerates = false
    }
    return UnsavedSession(
      ended: ended, place: place, record: record, changes: changes, regenerates: regenerates,
      isResponseSent: isResponseSent)
  }

  /// Notes the place where the session is kept now.
  mutating func keep(in place: SessionPlace, cookieText: String) {
    self.place = place
    cookie = .set(cookieText)
  }

  mutating func renewCookie(_ text: String) { cookie = .set(text) }

  mutating func takeCookieChange() -> SessionCookieChange? {
    defer {
      cookie = nil
      isResponseSent = true
    }
    return cookie
  }
}

/// A change of a client's cookie.
enum SessionCookieChange: Sendable, Equatable {
  case set(String)
  case remove
}

/// The unsaved part of a session.
struct UnsavedSession: Sendable {
  let ended: [SessionPlace]
  let place: SessionPlace
  let record: SessionRecord
  let changes: SessionChanges
  let regenerates: Bool
  let isResponseSent: Bool
}
