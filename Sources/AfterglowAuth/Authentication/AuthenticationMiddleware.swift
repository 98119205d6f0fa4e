import Afterglow
import HTTPTypes
import Logging

/// Middleware that authenticates requests for the handlers, guards and background tasks behind it.
///
///     app.add(middleware: AuthenticationMiddleware(BasicAuthenticator(realm: "Registration") { … }))
///
/// It asks its authenticators in order. The first one that finds credentials of its kind decides: if they are valid,
/// the request has that user; if not, the request is refused with 401 at once. So a client with a mistyped password is
/// never served as one without credentials.
///
/// A request without credentials passes unauthenticated. A ``Guard`` further in, or a handler that takes
/// ``Authenticated``, demands a user.
///
/// Responses to users get `Cache-Control: private`, unless they have that field already.
///
/// If a request passes two of these, the inner one's user replaces the outer one's, if it finds any.
public struct AuthenticationMiddleware: MiddlewareWithoutTaskLocals {
  private let authenticators: [any Authenticator]
  private let challenges: [AuthenticationChallenge]

  /// Creates middleware with authenticators.
  ///
  /// - Parameter authenticators: the authenticators in the order in which they are asked; at least one.
  public init(_ authenticators: any Authenticator...) {
    precondition(!authenticators.isEmpty, "authentication needs at least one authenticator")
    self.authenticators = authenticators
    challenges = authenticators.map(\.challenge)
  }

  /// Authenticates the request and returns the response from further in.
  ///
  /// - Throws: `HTTPError` 401 if the credentials are wrong; errors of an authenticator or from further in.
  public func respond(to request: Request, next: any HTTPResponder) async throws -> Response {
    var authentication = request[RequestAuthenticationKey.self] ?? RequestAuthentication()
    for (number, authenticator) in authenticators.enumerated() {
      switch try await authenticator.attempt(request) {
      case .noCredentials: continue
      case .user(let user):
        authentication.user = user
        authentication.usedChallenge = challenges[number]
      case .badCredentials(let challenge): throw refusal(of: request, challenge, by: number)
      }
      break
    }
    authentication.challenges += challenges
    request[RequestAuthenticationKey.self] = authentication
    var response = try await next.respond(to: request)
    // RFC 9111, section 3.5, keeps shared caches from storing the response only if the credentials are in
    // `Authorization` and the cache checks that, which nginx's `fastcgi_cache` doesn't.
    if request.userIfAuthenticated(as: (any Sendable).self) != nil, response.headers[.cacheControl] == nil {
      response.headers[.cacheControl] = "private"
    }
    return response
  }

  private func refusal(
    of request: Request, _ challenge: AuthenticationChallenge?, by number: Int
  ) -> HTTPError {
    request.logger.info(
      "Credentials were refused.",
      metadata: [
        "authenticator": "\(type(of: authenticators[number]))",
        "client": "\(request.remoteAddress ?? "unknown")",
      ])
    var challenges = challenges
    // The tried scheme comes first, since some clients read only the first challenge.
    challenges.remove(at: number)
    challenges.insert(challenge ?? self.challenges[number], at: 0)
    return .unauthorized("The credentials are not valid.", challenges: challenges)
  }
}

extension HTTPError {
  /// Returns a 401, for a failed log-in for example.
  ///
  /// - Parameters:
  ///   - detail: the text for the client.
  ///   - challenges: the ways to authenticate, at least one (RFC 9110, section 15.5.2). Each gets a field of its own,
  ///     since few clients understand several in one.
  /// - Returns: the error.
  public static func unauthorized(_ detail: String, challenges: [AuthenticationChallenge]) -> HTTPError {
    var headers: HTTPFields = [:]
    for challenge in challenges {
      headers.append(HTTPField(name: .wwwAuthenticate, value: challenge.description))
    }
    return HTTPError(.unauthorized, detail: detail, headers: headers)
  }
}
