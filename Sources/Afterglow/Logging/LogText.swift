/// Appends text to a line of the log, escaped so that it can neither begin another line nor control a terminal.
///
/// All logged text is appended here: message, metadata keys and values, label and source.
enum LogText {
  /// The maximum size of a value in the log in bytes, 16 KiB; the rest is replaced by its number of bytes.
  static let longestValue = 16_384

  /// Appends text.
  ///
  /// Control characters (C0, DEL, C1), line and paragraph separators and the controls of bidirectional text are written
  /// as in a Swift string: `\n`, `\u{1B}`. A backslash stays as it is.
  static func append(_ text: String, to line: inout [UInt8], atMost limit: Int = longestValue) {
    var text = text
    text.withUTF8 { append($0, to: &line, atMost: limit) }
  }

  private static func append(
    _ text: UnsafeBufferPointer<UInt8>, to line: inout [UInt8], atMost limit: Int
  ) {
    let end = line.count + limit
    var next = 0
    while next < text.count {
      let plain = plainPrefix(of: text, from: next, atMost: end - line.count)
      line.append(contentsOf: text[next..<plain])
      next = plain
      guard next < text.count else { return }
      let (scalar, length) = suspect(in: text, at: next)
      let replacement = scalar.flatMap(escape)
      guard line.count + (replacement?.utf8.count ?? length) <= end else { break }
      if let replacement {
        line.append(contentsOf: replacement.utf8)
      } else {
        line.append(contentsOf: text[next..<next + length])
      }
      next += length
    }
    if next < text.count { line.append(contentsOf: "…(\(text.count - next) bytes more)".utf8) }
  }

  /// Returns the end of the bytes that need no further check: printable ASCII.
  private static func plainPrefix(
    of text: UnsafeBufferPointer<UInt8>, from start: Int, atMost limit: Int
  ) -> Int {
    let end = min(text.count, start + max(0, limit))
    var index = start
    while index < end, (0x20...0x7E).contains(text[index]) { index += 1 }
    return index
  }

  /// Returns the scalar at a position if it may have to be escaped, and its length in bytes.
  ///
  /// A string's UTF-8 is valid, so all bytes of a scalar are there.
  private static func suspect(
    in text: UnsafeBufferPointer<UInt8>, at index: Int
  ) -> (Unicode.Scalar?, length: Int) {
    let first = text[index]
    switch first {
    case ..<0x80: return (Unicode.Scalar(first), 1)
    case ..<0xE0:
      return (Unicode.Scalar(UInt32(first & 0x1F) << 6 | UInt32(text[index + 1] & 0x3F)), 2)
    case ..<0xF0:
      let high = UInt32(first & 0x0F) << 12 | UInt32(text[index + 1] & 0x3F) << 6
      return (Unicode.Scalar(high | UInt32(text[index + 2] & 0x3F)), 3)
    default: return (nil, 4)
    }
  }

  private static func escape(_ scalar: Unicode.Scalar) -> String? {
    switch scalar.value {
    case 0x09: "\\t"
    case 0x0A: "\\n"
    case 0x0D: "\\r"
    case ..<0x20, 0x7F...0x9F, 0x2028...0x2029, 0x061C, 0x200E...0x200F, 0x202A...0x202E, 0x2066...0x2069:
      "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
    default: nil
    }
  }
}
