#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A keeper of sessions in a store; the client has the signed id.
struct StoredSessions: SessionKeeper {
  let store: any SessionStore
  let lifetime: SessionLifetime
  let text: SignedText

  /// Whether the cookie has the session's end and is renewed with it.
  let renewsCookie: Bool
  let now: @Sendable () -> Date

  func load(cookieText: String) async throws(SessionError) -> SessionState? {
    guard let payload = text.payload(of: cookieText), let id = SessionID(payload) else { return nil }
    let now = now()
    let found = try await attempt("load a session") { try await store.session(for: id.key, at: now) }
    guard let found, lifetime.end(of: found) > now else { return nil }
    var state = SessionState(found, in: .store(id))
    if lifetime.isUseWorthNoting(of: found, at: now) { state.touch(at: now) }
    return state
  }

  func begin() -> SessionState { SessionState(SessionRecord(created: now()), in: .nowhere) }

  func save(_ session: Session) async throws(SessionError) -> SessionSaving {
    let unsaved = try session.withState { state throws(SessionError) in try state.takeUnsaved() }
    for case .store(let id) in unsaved.ended {
      try await attempt("end a session") { try await store.remove(id.key) }
    }
    guard case .store(let id) = unsaved.place else {
      if !unsaved.record.values.isEmpty { try await insert(unsaved, of: session) }
      return .done
    }
    if unsaved.regenerates { return try await move(id, unsaved, of: session) }
    return try await update(id, unsaved, of: session)
  }

  private func insert(_ unsaved: UnsavedSession, of session: Session) async throws(SessionError) {
    // The client would not learn the id.
    if unsaved.isResponseSent { throw .responseSent }
    let id = SessionID()
    try await attempt("keep a new session") {
      try await store.insert(unsaved.record, for: id.key, until: lifetime.end(of: unsaved.record))
    }
    session.withState { $0.keep(in: .store(id), cookieText: text.signing(id.text)) }
  }

  private func move(
    _ id: SessionID, _ unsaved: UnsavedSession, of session: Session
  ) async throws(SessionError) -> SessionSaving {
    if unsaved.isResponseSent { throw .responseSent }
    let newID = SessionID()
    let wasThere = try await attempt("give a session a new id") {
      try await store.update(
        id.key, with: unsaved.changes, movingTo: newID.key, until: lifetime.end(of: unsaved.record))
    }
    guard wasThere else {
      // A user who logs in while the old session ends is logged in all the same.
      try await insert(unsaved, of: session)
      return .done
    }
    session.withState { $0.keep(in: .store(newID), cookieText: text.signing(newID.text)) }
    return .done
  }

  private func update(
    _ id: SessionID, _ unsaved: UnsavedSession, of session: Session
  ) async throws(SessionError) -> SessionSaving {
    if unsaved.changes.isEmpty { return .done }
    let wasThere = try await attempt("save a session") {
      try await store.update(
        id.key, with: unsaved.changes, movingTo: nil, until: lifetime.end(of: unsaved.record))
    }
    guard wasThere else { return .ended }
    if renewsCookie, unsaved.changes.lastUsed != nil {
      session.withState { $0.renewCookie(text.signing(id.text)) }
    }
    return .done
  }

  private func attempt<Result: Sendable>(
    _ operation: String, _ body: () async throws -> Result
  ) async throws(SessionError) -> Result {
    do {
      return try await body()
    } catch {
      throw .store(operation: operation, underlying: error)
    }
  }
}
