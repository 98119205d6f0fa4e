import Afterglow
import HTTPTypes

extension Request {
  /// Returns the authenticated user.
  ///
  /// The user belongs to the request: a background task that has captured the request finds it too. An application with
  /// one type of users can declare a `request.user` like that of ``Authenticated``:
  ///
  ///     extension Request {
  ///       var user: Account { get throws { try user(as: Account.self) } }
  ///     }
  ///
  /// - Parameter type: the users' type, or a protocol that they conform to.
  /// - Returns: the user.
  /// - Throws: `HTTPError` 401 if the request isn't authenticated, 403 if its user is of another type;
  ///   ``MissingAuthenticationError`` if no ``AuthenticationMiddleware`` is in front.
  public func user<User>(as type: User.Type = User.self) throws -> User {
    guard let user = try authentication.user else { throw try unauthenticated }
    guard let user = user as? User else { throw HTTPError(.forbidden) }
    return user
  }

  /// Returns the authenticated user, or `nil` if there is none of that type.
  ///
  /// - Parameter type: the users' type, or a protocol that they conform to.
  /// - Returns: the user, or `nil`.
  public func userIfAuthenticated<User>(as type: User.Type = User.self) -> User? {
    guard let user = self[RequestAuthenticationKey.self]?.user else { return nil }
    return user as? User
  }

  /// Authenticates the request as a user from here on, in place of its earlier user.
  ///
  /// For a handler that logs a user in, or for middleware with its own way to authenticate. An authenticator returns
  /// its user instead.
  ///
  /// - Parameter user: the user.
  public func authenticate(as user: some Sendable) {
    var authentication = self[RequestAuthenticationKey.self] ?? RequestAuthentication()
    authentication.user = user
    authentication.usedChallenge = nil
    self[RequestAuthenticationKey.self] = authentication
  }

  /// Makes the request unauthenticated from here on.
  package func forgetUser() {
    self[RequestAuthenticationKey.self]?.user = nil
    self[RequestAuthenticationKey.self]?.usedChallenge = nil
  }

  var isAuthenticated: Bool {
    get throws(MissingAuthenticationError) { try authentication.user != nil }
  }

  /// The 401 for a request without credentials.
  var unauthenticated: HTTPError {
    get throws(MissingAuthenticationError) {
      .unauthorized("Authentication is required.", challenges: try authentication.challenges)
    }
  }

  /// Returns the 403 for a user without permission.
  ///
  /// A client with a bearer token also learns the scope that it lacks (RFC 6750, section 3.1).
  func forbidden(_ detail: String, lackingScope scope: String?) -> HTTPError {
    guard let scope, scope.isScope, let challenge = self[RequestAuthenticationKey.self]?.usedChallenge,
      challenge.scheme.lowercased() == "bearer"
    else { return HTTPError(.forbidden, detail: detail) }
    let answer = challenge.adding(["error": "insufficient_scope", "scope": scope])
    return HTTPError(.forbidden, detail: detail, headers: [.wwwAuthenticate: answer.description])
  }

  private var authentication: RequestAuthentication {
    get throws(MissingAuthenticationError) {
      guard let authentication = self[RequestAuthenticationKey.self] else {
        throw MissingAuthenticationError(path: path)
      }
      return authentication
    }
  }
}

/// The error of a handler or guard that needs a user without an ``AuthenticationMiddleware`` in front.
///
/// It is a mistake in the program, so the client gets 500.
public struct MissingAuthenticationError: Error, Hashable, CustomStringConvertible {
  /// The path of the request.
  public let path: String

  /// A message that says what is wrong and what to do.
  public var description: String {
    """
    \(path) needs an authenticated user, but no AuthenticationMiddleware is in front of it. \
    Add one to the application or the Include, before the guards.
    """
  }
}

extension String {
  /// Whether the text is a scope, of one or more words (RFC 6749, section 3.3).
  fileprivate var isScope: Bool {
    !isEmpty
      && utf8.allSatisfy {
        (0x20...0x7E).contains($0) && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\")
      }
  }
}
