#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Where a session is kept between requests.
enum SessionPlace: Sendable, Equatable {
  case nowhere
  case store(SessionID)
  case cookie
}

/// What a request knows of a session, and has changed in it.
struct SessionState: Sendable {
  private(set) var place: SessionPlace
  private(set) var record: SessionRecord
  private(set) var changes = SessionChanges()

  /// The sessions that the request ended, until they are deleted.
  private(set) var ended: [SessionPlace] = []

  /// What the client is to be told, once the response goes out.
  private(set) var cookie: SessionCookieChange?

  /// Whether the application has looked at it.
  var wasAccessed = false

  /// Whether its id is to be replaced.
  var regenerates = false

  /// Whether it is too late for a cookie.
  var isResponseSent = false

  /// What the application tried to keep and can't be kept.
  var failure: SessionError?

  init(_ record: SessionRecord, in place: SessionPlace) {
    self.record = record
    self.place = place
  }

  var isNew: Bool { place == .nowhere }

  mutating func set(_ text: String?, for name: String) {
    // A value that stays as it was is no reason to save.
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

  /// Leaves nothing to be saved but what the request ended.
  ///
  /// - Returns: whether it ended anything.
  mutating func keepOnlyEnd(beginning next: SessionRecord) -> Bool {
    guard !ended.isEmpty else { return false }
    place = .nowhere
    record = next
    changes = SessionChanges()
    regenerates = false
    failure = nil
    return true
  }

  /// What is to be saved, which is then taken for saved.
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

  /// Notes where it is kept now.
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

/// What a client is told about its cookie.
enum SessionCookieChange: Sendable, Equatable {
  case set(String)
  case remove
}

/// What is to be saved of a session.
struct UnsavedSession: Sendable {
  let ended: [SessionPlace]
  let place: SessionPlace
  let record: SessionRecord
  let changes: SessionChanges
  let regenerates: Bool
  let isResponseSent: Bool
}
