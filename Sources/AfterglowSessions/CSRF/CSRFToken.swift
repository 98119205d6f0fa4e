import Afterglow

/// The secret that a client's cookie and its forms have to agree on.
///
/// It is shown in pages, each time masked with other random bytes, so that nothing of it can be told from the lengths of
/// compressed responses (BREACH).
struct CSRFToken: Sendable, Equatable {
  static let size = 24

  private let bytes: [UInt8]

  init() { bytes = Self.random() }

  /// What a cookie has.
  init?(cookiePayload text: String) {
    guard let bytes = Base64URL.decoding(text), bytes.count == Self.size else { return nil }
    self.bytes = bytes
  }

  /// What a form or header field has.
  init?(masked text: String) {
    guard let both = Base64URL.decoding(text), both.count == 2 * Self.size else { return nil }
    bytes = zip(both.prefix(Self.size), both.suffix(Self.size)).map { $0 ^ $1 }
  }

  var cookiePayload: String { Base64URL.encoding(bytes) }

  /// Another text each time.
  var masked: String {
    let mask = Self.random()
    return Base64URL.encoding(mask + zip(mask, bytes).map { $0 ^ $1 })
  }

  /// Whether they are the same; in a time that says nothing of where they differ.
  func matches(_ other: CSRFToken) -> Bool {
    zip(bytes, other.bytes).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
  }

  private static func random() -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    return (0..<size).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
  }
}
