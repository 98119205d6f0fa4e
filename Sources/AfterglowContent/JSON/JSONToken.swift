/// One entry of a document's tape: a value, or a member's name.
///
/// | bits | a scalar or name | an array or object |
/// | --- | --- | --- |
/// | 60–63 | the kind | the kind |
/// | 32–59 | the number of bytes | the number of elements or members |
/// | 0–31 | the position of the first byte | the entry after the last one inside |
///
/// While an array or object is being read, its lowest bits hold the container around it instead.
struct JSONToken {
  /// The largest size of a text in bytes, so that every length and position fits.
  static let byteLimit = 1 << 28 - 1

  enum Kind: UInt8 {
    case null, `false`, `true`
    /// A number without a fraction or exponent.
    case integer
    /// Any other number.
    case number
    /// A string whose bytes are in the text.
    case string
    /// A string with escapes, whose unescaped bytes are stored separately.
    case unescapedString
    case array, object
  }

  private(set) var bits: UInt64

  init(_ kind: Kind, length: Int, position: Int) {
    bits = UInt64(kind.rawValue) << 60 | UInt64(length) << 32 | UInt64(position)
  }

  // All tokens are made by the initialiser above, so the kind is always valid.
  var kind: Kind { Kind(rawValue: UInt8(bits >> 60)) ?? .null }

  /// The number of bytes of a scalar, or the number of elements or members of an array or object.
  var length: Int { Int(bits >> 32 & 0xfff_ffff) }

  /// The position of a scalar's first byte, or the entry after an array or object.
  var position: Int { Int(bits & 0xffff_ffff) }

  var bytes: Range<Int> { position..<position + length }

  /// Counts another element or member.
  mutating func grow() { bits += 1 << 32 }

  mutating func setPosition(_ position: Int) {
    bits = bits & ~0xffff_ffff | UInt64(position)
  }
}
