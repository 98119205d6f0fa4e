#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The requirements for a token in addition to its signature and its claims' own `verify`.
public struct TokenRequirements: Sendable {
  /// The accepted signature algorithms (RFC 8725, section 3.1); `oneForEachKey` by default.
  ///
  /// For an identity provider that signs with `PS256`, use `[.ps256]`. With several RSA algorithms, the first token
  /// would choose the one that a published key without an `alg` is bound to, and so exclude all others.
  public var algorithms: Set<TokenAlgorithm>

  /// The required issuer, the token's `iss`; `nil`, the default, accepts any.
  public var issuer: String?

  /// The required audience, one of the token's `aud`; `nil`, the default, accepts only tokens without an `aud`.
  ///
  /// A service that is not named in a token's `aud` must refuse it (RFC 7519, section 4.1.3): the token was issued for
  /// another service.
  public var audience: String?

  /// Whether the token has to have an end, its `exp`; `true` by default.
  ///
  /// A token with an `exp` is refused after that time in any case.
  public var expiry: Bool

  /// The accepted difference between the clocks of issuer and service, for `exp` and `nbf`; 30 seconds by default.
  ///
  /// Tokens are accepted for that much longer after their end.
  public var clockSkew: Duration

  /// Creates requirements.
  ///
  /// - Parameters:
  ///   - algorithms: the accepted signature algorithms; `oneForEachKey` by default.
  ///   - issuer: the required issuer; `nil` by default, for any.
  ///   - audience: the required audience; `nil` by default, for tokens without one.
  ///   - expiry: whether the token has to have an end; `true` by default.
  ///   - clockSkew: the accepted difference between the clocks; 30 seconds by default.
  public init(
    algorithms: Set<TokenAlgorithm> = .oneForEachKey, issuer: String? = nil, audience: String? = nil,
    expiry: Bool = true, clockSkew: Duration = .seconds(30)
  ) {
    precondition(!algorithms.isEmpty, "a token has to be signed in some way")
    precondition(clockSkew >= .zero, "clocks differ by nothing or more: \(clockSkew)")
    self.algorithms = algorithms
    self.issuer = issuer
    self.audience = audience
    self.expiry = expiry
    self.clockSkew = clockSkew
  }

  func check(_ header: TokenHeader) throws(TokenRefusal) {
    guard let algorithm = TokenAlgorithm(rawValue: header.algorithm), algorithms.contains(algorithm) else {
      throw TokenRefusal("it is signed with \(header.algorithm), which isn't among the algorithms taken")
    }
    // RFC 7515, section 4.1.11.
    guard !header.hasCriticalExtensions else { throw TokenRefusal("it has extensions that are critical") }
  }

  func check(_ claims: RegisteredClaims, at now: Date) throws(TokenRefusal) {
    let (seconds, skew) = (now.timeIntervalSince1970, clockSkew / .seconds(1))
    if let end = claims.expiry {
      guard seconds < end + skew else { throw TokenRefusal("it has expired") }
    } else if expiry {
      throw TokenRefusal("it doesn't say when it expires")
    }
    if let beginning = claims.notBefore, seconds < beginning - skew {
      throw TokenRefusal("it isn't valid yet")
    }
    if let issuer, claims.issuer != issuer { throw TokenRefusal("it is of another issuer") }
    try checkAudience(claims.audience)
  }

  private func checkAudience(_ audiences: [String]?) throws(TokenRefusal) {
    if let audience {
      guard let audiences, audiences.contains(audience) else {
        throw TokenRefusal("it isn't for this audience")
      }
    } else if audiences != nil {
      throw TokenRefusal("it names an audience, and the service none that it is")
    }
  }
}

/// The reason why a token is refused, for the log.
struct TokenRefusal: Error, CustomStringConvertible {
  let description: String

  init(_ reason: String) { description = reason }

  /// Returns the reason for the log: at most 300 characters, with those outside printable ASCII escaped.
  ///
  /// Reasons repeat parts of the token, such as its `alg` and `kid`, and any client can send a token.
  static func logText(of error: any Error) -> String {
    "\(error)".unicodeScalars.prefix(300)
      .map { (" "..."~").contains($0) ? String($0) : $0.escaped(asASCII: true) }.joined()
  }
}
