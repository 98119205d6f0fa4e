import Afterglow
import Synchronization

/// The CSRF token of one request's client, the source of `request.csrfToken`.
final class CSRFProtection: Sendable {
  private struct State {
    var token: CSRFToken?
    var isNew = false
    var wasAskedFor = false
  }

  private let state: Mutex<State>

  init(_ token: CSRFToken?) { state = Mutex(State(token: token)) }

  /// The token in the client's cookie.
  var presented: CSRFToken? { state.withLock { $0.isNew ? nil : $0.token } }

  /// The token, created if the client has none.
  var token: CSRFToken {
    state.withLock { state in
      state.wasAskedFor = true
      if let token = state.token { return token }
      let token = CSRFToken()
      state.token = token
      state.isNew = true
      return token
    }
  }

  /// Whether the token was asked for, so that the response depends on it.
  var wasAskedFor: Bool { state.withLock { $0.wasAskedFor } }

  /// The token to be sent to the client, if it is new.
  var newToken: CSRFToken? { state.withLock { $0.isNew ? $0.token : nil } }
}

extension Request {
  private enum ProtectionKey: RequestValueKey { typealias Value = CSRFProtection }

  /// The token that the client has to send back with requests that change something.
  ///
  /// The client sends it in a form's field `_csrf` or in the header field `X-CSRF-Token`. Its text differs each time.
  /// Reading it sets the client's cookie if it has none, and makes the response private to this client.
  ///
  /// - Throws: ``SessionError/noCSRFMiddleware`` if no ``CSRFMiddleware`` is around the caller.
  public var csrfToken: String {
    get throws(SessionError) {
      guard let protection = self[ProtectionKey.self] else { throw .noCSRFMiddleware }
      return protection.token.masked
    }
  }

  func setCSRFProtection(_ protection: CSRFProtection) { self[ProtectionKey.self] = protection }
}
