import JWTKit

/// The claims that ``TokenRequirements`` check (RFC 7519, section 4.1).
struct RegisteredClaims: Decodable, Sendable {
  /// The end of the token, in seconds since 1970.
  let expiry: Double?
  /// The beginning of the token, in seconds since 1970.
  let notBefore: Double?
  let issuer: String?
  let audience: [String]?

  private enum CodingKeys: String, CodingKey {
    case expiry = "exp"
    case notBefore = "nbf"
    case issuer = "iss"
    case audience = "aud"
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    expiry = try container.decodeIfPresent(Double.self, forKey: .expiry)
    notBefore = try container.decodeIfPresent(Double.self, forKey: .notBefore)
    issuer = try container.decodeIfPresent(String.self, forKey: .issuer)
    // Section 4.1.3: an array, or a text for a single audience.
    if let one = try? container.decode(String.self, forKey: .audience) {
      audience = [one]
    } else {
      audience = try container.decodeIfPresent([String].self, forKey: .audience)
    }
  }
}

/// The application's claims and the registered ones of the same token.
struct CheckedClaims<Claims: JWTPayload>: JWTPayload {
  let claims: Claims
  let registered: RegisteredClaims

  init(from decoder: any Decoder) throws {
    claims = try Claims(from: decoder)
    registered = try RegisteredClaims(from: decoder)
  }

  func encode(to encoder: any Encoder) throws { try claims.encode(to: encoder) }

  func verify(using algorithm: some JWTAlgorithm) async throws { try await claims.verify(using: algorithm) }
}
