import Afterglow

/// What is known of who sends a request.
struct RequestAuthentication: Sendable {
  /// The user; `nil` if nobody is authenticated.
  var user: (any Sendable)?

  /// The challenge of the authenticator that found the user; `nil` if none did.
  var usedChallenge: AuthenticationChallenge?

  /// The ways there were to be authenticated.
  var challenges: [AuthenticationChallenge] = []
}

/// Where a request has its ``RequestAuthentication``; nothing, if no authentication is in front.
enum RequestAuthenticationKey: RequestValueKey { typealias Value = RequestAuthentication }
