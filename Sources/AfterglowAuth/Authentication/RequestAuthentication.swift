import Afterglow

/// The authentication state of a request.
struct RequestAuthentication: Sendable {
  /// The user; `nil` if the request isn't authenticated.
  var user: (any Sendable)?

  /// The challenge of the authenticator that found the user; `nil` without one.
  var usedChallenge: AuthenticationChallenge?

  /// The challenges of all authenticators that were asked.
  var challenges: [AuthenticationChallenge] = []
}

/// The key of a request's ``RequestAuthentication``, which is missing if no authentication is in front.
enum RequestAuthenticationKey: RequestValueKey { typealias Value = RequestAuthentication }
