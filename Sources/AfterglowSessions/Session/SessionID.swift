import Afterglow
import Crypto

/// The id that a client sends to get its session: 192 random bits (RFC 4086), as text.
struct SessionID: Sendable, Hashable {
  static let size = 24

  let text: String

  init() {
    var random = SystemRandomNumberGenerator()
    text = Base64URL.encoding((0..<Self.size).map { _ in UInt8.random(in: .min ... .max, using: &random) })
  }

  /// Reads an id from a client; `nil` if the text can't be an id.
  init?(_ text: String) {
    guard let bytes = Base64URL.decoding(text), bytes.count == Self.size,
      Base64URL.encoding(bytes) == text
    else { return nil }
    self.text = text
  }

  /// The key under which a store keeps the session.
  var key: SessionKey { SessionKey(hashing: text) }
}

/// The key under which a store keeps a session: the SHA-256 of the session's id.
///
/// Somebody who can read the store, or a copy of it, can't take over its sessions.
public struct SessionKey: Sendable, Hashable {
  /// The key as 64 hexadecimal digits.
  public let text: String

  init(hashing id: String) {
    let digits = Array("0123456789abcdef".utf8)
    let hash = SHA256.hash(data: Array(id.utf8)).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    text = String(decoding: hash, as: UTF8.self)
  }
}
