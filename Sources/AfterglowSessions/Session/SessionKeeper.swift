import Afterglow

/// Keeps sessions in one of the two ways: in a store, or in the client's cookie.
protocol SessionKeeper: Sendable {
  /// The session that a cookie stands for; `nil` if it stands for none.
  func load(cookieText: String) async throws(SessionError) -> SessionState?

  /// A session that begins now.
  func begin() -> SessionState

  /// Saves what has changed, and notes in the session what the client is to be told.
  func save(_ session: Session) async throws(SessionError) -> SessionSaving
}

/// How saving a session went.
enum SessionSaving: Sendable {
  case done
  /// Another request has ended the session.
  case ended
}
