/// One entry of a document's tape: a value, or a member's name.
///
/// | bits | a scalar or name | an array or object |
/// | --- | --- | --- |
/// | 60–63 | the kind | the kind |
/// | 32–59 | how many bytes | how many elements or members |
/// | 0–31 | where they begin | the entry behind the last one inside |
///
/// While an array or object is being read, the lowest bits hold the one around it instead.
struct JSONToken {
  /// How many bytes a text may have, so that every length and place fits.
  static let byteLimit = 1 << 28 - 1

  enum Kind: UInt8 {
    case null, `false`, `true`
    /// A number without a fraction and exponent.
    case integer
    /// Any other number.
    case number
    /// A string whose bytes are in the text.
    case string
    /// A string with escapes, whose bytes are among the unescaped ones.
    case unescapedString
    case array, object
  }

  private(set) var bits: UInt64

  init(_ kind: Kind, length: Int, position: Int) {
    bits = UInt64(kind.rawValue) << 60 | UInt64(length) << 32 | UInt64(position)
  }

  // Every token has been made by the initialiser above, so that its kind exists.
  var kind: Kind { Kind(rawValue: UInt8(bits >> 60)) ?? .null }

  /// How many bytes a scalar has; how many elements or members an array or object has.
  var length: Int { Int(bits >> 32 & 0xfff_ffff) }

  /// Where a scalar's bytes begin; the entry behind an array or object.
  var position: Int { Int(bits & 0xffff_ffff) }

  var bytes: Range<Int> { position..<position + length }

  /// Counts one more element.
  mutating func grow() { bits += 1 << 32 }

  mutating func setPosition(_ position: Int) {
    bits = bits & ~0xffff_ffff | UInt64(position)
  }
}
