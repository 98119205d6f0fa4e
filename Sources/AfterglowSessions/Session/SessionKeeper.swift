import Afterglow

/// A keeper of sessions, in a store or in the clients' cookies.
protocol SessionKeeper: Sendable {
  /// Returns the session of a cookie; `nil` if the cookie is invalid or the session has ended.
  func load(cookieText: String) async throws(SessionError) -> SessionState?

  /// Returns a new session that begins now.
  func begin() -> SessionState

  /// Saves the changes, and notes in the session the change of the client's cookie.
  func save(_ session: Session) async throws(SessionError) -> SessionSaving
}

/// The result of saving a session.
enum SessionSaving: Sendable {
  case done
  /// Another request has ended the session.
  case ended
}
