import Afterglow

/// The header of a token, which says how it is signed (RFC 7515, section 4.1).
struct TokenHeader: Decodable {
  let algorithm: String
  let hasCriticalExtensions: Bool

  private enum CodingKeys: String, CodingKey {
    case algorithm = "alg"
    case critical = "crit"
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    algorithm = try container.decode(String.self, forKey: .algorithm)
    hasCriticalExtensions = container.contains(.critical)
  }

  /// Reads the header of a token.
  ///
  /// - Throws: `TokenRefusal`, `JSONSyntaxError` or `DecodingError` if the token's first part isn't a header.
  init(ofToken token: String) throws {
    guard let json = Base64URL.decoding(token.prefix { $0 != "." }) else {
      throw TokenRefusal("its header isn't Base64")
    }
    self = try JSONContent.decode(TokenHeader.self, from: json)
  }
}
