import Afterglow
import HTTPTypes
import Logging

/// Finds out who sends each request, for handlers, guards and background tasks behind it.
///
///     app.add(middleware: AuthenticationMiddleware(BasicAuthenticator(realm: "Registration") { … }))
///
/// It asks its authenticators in order. The first that finds credentials of its kind decides: they are a user's, or
/// they are wrong and the request is refused with 401 at once, whatever is behind. So nobody with a password mistyped
/// is served as if they had sent none.
///
/// A request without credentials goes on, as nobody's: which routes need somebody is said by a ``Guard`` or by a handler
/// that takes ``Authenticated``. Those have to be further in.
///
/// What a user is answered is `Cache-Control: private`, unless the response says something else itself.
///
/// Where two of these are on a request's way, the inner one's user counts if it finds any.
public struct AuthenticationMiddleware: Middleware {
  private let authenticators: [any Authenticator]
  private let challenges: [AuthenticationChallenge]

  /// Middleware that knows these ways to be authenticated.
  ///
  /// - Parameter authenticators: the ways, the one to be asked first in front; at least one.
  public init(_ authenticators: any Authenticator...) {
    precondition(!authenticators.isEmpty, "authentication needs at least one authenticator")
    self.authenticators = authenticators
    challenges = authenticators.map(\.challenge)
  }

  /// The response of what is further in.
  ///
  /// - Throws: `HTTPError` 401 for credentials that are wrong; what an authenticator or what is further in throws.
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
    // RFC 9111, section 3.5, keeps caches from sharing it only where the credentials are in `Authorization` and the cache
    // looks there, which nginx's `fastcgi_cache` doesn't.
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
    // The one that was tried comes first, as some clients look no further.
    challenges.remove(at: number)
    challenges.insert(challenge ?? self.challenges[number], at: 0)
    return .unauthorized("The credentials are not valid.", challenges: challenges)
  }
}

extension HTTPError {
  /// A 401, for a log-in that failed for example.
  ///
  /// - Parameters:
  ///   - detail: what the client reads.
  ///   - challenges: the ways there are to be authenticated, at least one (RFC 9110, section 15.5.2). Each has a field of
  ///     its own, since few clients understand several in one.
  /// - Returns: the error.
  public static func unauthorized(_ detail: String, challenges: [AuthenticationChallenge]) -> HTTPError {
    var headers: HTTPFields = [:]
    for challenge in challenges {
      headers.append(HTTPField(name: .wwwAuthenticate, value: challenge.description))
    }
    return HTTPError(.unauthorized, detail: detail, headers: headers)
  }
}
