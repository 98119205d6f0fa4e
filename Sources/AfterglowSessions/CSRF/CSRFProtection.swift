import Afterglow
import Synchronization

/// The token of one request's client: `request.csrfToken` is had from it.
final class CSRFProtection: Sendable {
  private struct State {
    var token: CSRFToken?
    var isNew = false
    var wasAskedFor = false
  }

  private let state: Mutex<State>

  init(_ token: CSRFToken?) { state = Mutex(State(token: token)) }

  /// What the cookie has.
  var presented: CSRFToken? { state.withLock { $0.isNew ? nil : $0.token } }

  /// The token, which is made if the client has none.
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

  /// Whether the response depends on it.
  var wasAskedFor: Bool { state.withLock { $0.wasAskedFor } }

  /// The token that the client is to be told of.
  var newToken: CSRFToken? { state.withLock { $0.isNew ? $0.token : nil } }
}

extension Request {
  private enum ProtectionKey: RequestValueKey { typealias Value = CSRFProtection }

  /// The token that the client has to send back with requests which change something.
  ///
  /// In a form's field `_csrf`, or in the header field `X-CSRF-Token`. It is another text each time. Asking for it sets the client's cookie, so the response is for this client alone.
  ///
  /// - Throws: ``SessionError/noCSRFMiddleware`` if there is no ``CSRFMiddleware`` around whoever asks.
  public var csrfToken: String {
    get throws(SessionError) {
      guard let protection = self[ProtectionKey.self] else { throw .noCSRFMiddleware }
      return protection.token.masked
    }
  }

  func setCSRFProtection(_ protection: CSRFProtection) { self[ProtectionKey.self] = protection }
}
