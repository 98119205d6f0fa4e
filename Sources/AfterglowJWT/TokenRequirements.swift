#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What has to hold of a token beside its signature, whatever its claims' own `verify` looks at.
public struct TokenRequirements: Sendable {
  /// How tokens may be signed (RFC 8725, section 3.1); `oneForEachKey` by default.
  ///
  /// For an identity provider that signs with `PS256`, say `[.ps256]`. Of several for RSA, the first token that comes would
  /// choose the one that a published key without an `alg` is good for, and shut out all others.
  public var algorithms: Set<TokenAlgorithm>

  /// Who has issued it, its `iss`; `nil`, the default, for whoever has the key.
  public var issuer: String?

  /// Whom it is for: one of its `aud`; `nil`, the default, for tokens that don't say whom they are for.
  ///
  /// A service that is not named in a token's `aud` must refuse it (RFC 7519, section 4.1.3): what the same issuer gave
  /// somebody for another service is none for this one.
  public var audience: String?

  /// Whether it has to say when it ends, in `exp`; `true` by default.
  ///
  /// One that does is refused from then on in any case.
  public var expiry: Bool

  /// How far the clocks of issuer and service may differ, for `exp` and `nbf`; 30 seconds by default.
  ///
  /// The longer, the longer a token is taken that has ended.
  public var clockSkew: Duration

  /// Requirements; what isn't given is by default.
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

/// Why a token is refused, for the log.
struct TokenRefusal: Error, CustomStringConvertible {
  let description: String

  init(_ reason: String) { description = reason }

  /// The reason as it is logged: at most 300 characters, of which those that aren't printable ASCII are escaped.
  ///
  /// Reasons repeat parts of the token, its `alg` and `kid` for example, and anybody can send a token.
  static func logText(of error: any Error) -> String {
    "\(error)".unicodeScalars.prefix(300)
      .map { (" "..."~").contains($0) ? String($0) : $0.escaped(asASCII: true) }.joined()
  }
}
