import Afterglow

/// The secret on which a client's cookie and its forms have to agree.
///
/// Pages show it masked with new random bytes each time, so that the lengths of compressed responses tell nothing about
/// it (BREACH).
struct CSRFToken: Sendable, Equatable {
  static let size = 24

  private let bytes: [UInt8]

  init() { bytes = Self.random() }

  /// Reads the token of a cookie.
  init?(cookiePayload text: String) {
    guard let bytes = Base64URL.decoding(text), bytes.count == Self.size else { return nil }
    self.bytes = bytes
  }

  /// Reads the token of a form or header field.
  init?(masked text: String) {
    guard let both = Base64URL.decoding(text), both.count == 2 * Self.size else { return nil }
    bytes = zip(both.prefix(Self.size), both.suffix(Self.size)).map { $0 ^ $1 }
  }

  var cookiePayload: String { Base64URL.encoding(bytes) }

  /// The token as text, which differs each time.
  var masked: String {
    let mask = Self.random()
    return Base64URL.encoding(mask + zip(mask, bytes).map { $0 ^ $1 })
  }

  /// Whether two tokens are the same, in a time that doesn't tell where they differ.
  func matches(_ other: CSRFToken) -> Bool {
    zip(bytes, other.bytes).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
  }

  private static func random() -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    return (0..<size).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
  }
}
