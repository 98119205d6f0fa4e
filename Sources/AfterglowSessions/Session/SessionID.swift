import Afterglow
import Crypto

/// What the client shows to be given its session: 192 bits at random (RFC 4086), as text.
struct SessionID: Sendable, Hashable {
  static let size = 24

  let text: String

  init() {
    var random = SystemRandomNumberGenerator()
    text = Base64URL.encoding((0..<Self.size).map { _ in UInt8.random(in: .min ... .max, using: &random) })
  }

  /// An id that came from a client; `nil` for what can't be one.
  init?(_ text: String) {
    guard let bytes = Base64URL.decoding(text), bytes.count == Self.size,
      Base64URL.encoding(bytes) == text
    else { return nil }
    self.text = text
  }

  /// Under what a store keeps the session.
  var key: SessionKey { SessionKey(hashing: text) }
}

/// The key under which a store keeps a session: the SHA-256 of what the client shows.
///
/// So whoever reads the store, or a copy of it, can't take over the sessions that it has.
public struct SessionKey: Sendable, Hashable {
  /// 64 hexadecimal digits.
  public let text: String

  init(hashing id: String) {
    let digits = Array("0123456789abcdef".utf8)
    let hash = SHA256.hash(data: Array(id.utf8)).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    text = String(decoding: hash, as: UTF8.self)
  }
}
