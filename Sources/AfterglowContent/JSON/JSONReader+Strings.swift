extension JSONReader {
  /// Reads a string or a member's name; its opening quotation mark must be next.
  mutating func readString() throws(JSONSyntaxError) {
    position += 1
    let start = position
    let isASCII = skipPlainBytes()
    guard next == UInt8(ascii: "\"") else { return try readEscapedString(from: start) }
    if !isASCII { try checkMarks(bytes, start..<position, from: start) }
    append(.string, length: position - start, position: start)
    position += 1
  }

  /// Skips to the next quotation mark, backslash or control character.
  ///
  /// - Returns: whether the skipped bytes are all ASCII; in a few cases `false` although they are.
  private mutating func skipPlainBytes() -> Bool {
    var seen: UInt64 = 0
    while position + 8 <= bytes.count {
      // Loads eight bytes at a time, which an array only allows in this way; the loop's condition checks the bounds.
      let word = bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: position, as: UInt64.self) }
      seen |= word
      let end = Self.endsOfPlainBytes(in: UInt64(littleEndian: word))
      guard end == 0 else {
        position += end.trailingZeroBitCount / 8
        return seen & 0x8080_8080_8080_8080 == 0
      }
      position += 8
    }
    while let byte = next, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 {
      seen |= UInt64(byte)
      position += 1
    }
    return seen & 0x8080_8080_8080_8080 == 0
  }

  /// Returns the highest bit of each byte that is a quotation mark, backslash or control character.
  ///
  /// Only the first one is exact; the bits after it may be wrong.
  private static func endsOfPlainBytes(in word: UInt64) -> UInt64 {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let quotes = word ^ ones &* UInt64(UInt8(ascii: "\""))
    let backslashes = word ^ ones &* UInt64(UInt8(ascii: "\\"))
    return
      ((quotes &- ones) & ~quotes | (backslashes &- ones) & ~backslashes
      | (word &- ones &* 0x20) & ~word) & (ones &* 0x80)
  }

  private mutating func readEscapedString(from start: Int) throws(JSONSyntaxError) {
    let unescapedStart = unescaped.count
    var copied = start
    while let byte = next {
      switch byte {
      case UInt8(ascii: "\""):
        unescaped.append(contentsOf: bytes[copied..<position])
        position += 1
        try checkMarks(unescaped, unescapedStart..<unescaped.count, from: start)
        append(.unescapedString, length: unescaped.count - unescapedStart, position: unescapedStart)
        return
      case UInt8(ascii: "\\"):
        unescaped.append(contentsOf: bytes[copied..<position])
        unescaped.append(contentsOf: String(try readEscape()).utf8)
        copied = position
      case 0..<0x20:
        throw error("a control character that is not escaped in a string")
      default: _ = skipPlainBytes()
      }
    }
    throw error("the text ends inside a string")
  }

  /// Refuses too many combining marks in a row.
  ///
  /// Swift's strings sort them for comparing and hashing, in a time that grows with the square of their number.
  private func checkMarks(_ text: [UInt8], _ range: Range<Int>, from start: Int) throws(JSONSyntaxError) {
    guard let run = StreamSafeText.firstLongRun(in: text[range]) else { return }
    // The bytes of a string with escapes are stored elsewhere, so the error is reported at the string's beginning.
    throw error(
      "more than \(StreamSafeText.markLimit) combining marks in a row",
      at: range.lowerBound == start ? run : start)
  }

  // MARK: Escapes

  /// Reads an escape (RFC 8259, section 7).
  private mutating func readEscape() throws(JSONSyntaxError) -> Unicode.Scalar {
    let start = position
    position += 1
    guard let byte = next else { throw error("the text ends inside a string") }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{c}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return try readCodePoint(from: start)
    default: throw error("an escape that JSON doesn't have", at: start)
    }
  }

  /// Reads a `\u` escape, or a surrogate pair of two for a code point beyond the basic plane (RFC 8259, section 7).
  private mutating func readCodePoint(from start: Int) throws(JSONSyntaxError) -> Unicode.Scalar {
    let high = try readFourDigits(from: start)
    if let scalar = Unicode.Scalar(high) { return scalar }
    guard UTF16.isLeadSurrogate(high), next == UInt8(ascii: "\\"), position + 1 < bytes.count,
      bytes[position + 1] == UInt8(ascii: "u")
    else { throw error("half of a surrogate pair", at: start) }
    position += 2
    let low = try readFourDigits(from: start)
    guard UTF16.isTrailSurrogate(low) else { throw error("half of a surrogate pair", at: start) }
    return UTF16.decode(UTF16.EncodedScalar([high, low]))
  }

  private mutating func readFourDigits(from start: Int) throws(JSONSyntaxError) -> UInt16 {
    var value: UInt16 = 0
    for _ in 0..<4 {
      guard let byte = next, let digit = Self.hexadecimal(byte) else {
        throw error("an escape without four hexadecimal digits", at: start)
      }
      value = value << 4 | UInt16(digit)
      position += 1
    }
    return value
  }

  private static func hexadecimal(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
