/// Parses a text as JSON (RFC 8259), strictly and in one pass.
///
/// Open arrays and objects store the index of the container around them, so nesting uses no stack.
struct JSONReader {
  /// The deepest nesting of arrays and objects; a limit is needed since types that contain themselves decode
  /// recursively.
  static let depthLimit = 512

  /// The byte order mark, which some editors write first and a reader may ignore (RFC 8259, section 8.1).
  private static let byteOrderMark: [UInt8] = [0xef, 0xbb, 0xbf]

  /// The value of `open` if no array or object is open.
  private static let none = Int(UInt32.max)

  let bytes: [UInt8]
  var position = 0
  private(set) var tape: [JSONToken] = []

  /// The unescaped bytes of strings with escapes.
  var unescaped: [UInt8] = []

  private var open = JSONReader.none
  private var depth = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    // Most texts have one entry for about eight bytes; the tape grows if necessary.
    tape.reserveCapacity(bytes.count / 8 + 4)
  }

  /// Parses the whole text.
  ///
  /// - Throws: ``JSONSyntaxError`` if the text is not JSON.
  mutating func read() throws(JSONSyntaxError) {
    guard bytes.count <= JSONToken.byteLimit else {
      throw error("more than \(JSONToken.byteLimit) bytes are not read", at: 0)
    }
    try checkUTF8()
    if bytes.starts(with: Self.byteOrderMark) { position = Self.byteOrderMark.count }
    try readValue()
    while open != Self.none { try readNext() }
    skipSpace()
    guard position == bytes.count else { throw error("the text goes on behind the value") }
    // The entry that represents missing values.
    append(.null, length: 0, position: 0)
  }

  /// Checks that the text is UTF-8 (RFC 8259, section 8.1).
  private func checkUTF8() throws(JSONSyntaxError) {
    do {
      _ = try UTF8Span(validating: bytes.span)
    } catch {
      throw self.error("a byte that is not UTF-8", at: error.byteOffsets.lowerBound)
    }
  }

  var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  func error(_ problem: String, at offset: Int? = nil) -> JSONSyntaxError {
    JSONSyntaxError(problem, at: offset ?? position, in: bytes)
  }

  mutating func append(_ kind: JSONToken.Kind, length: Int, position: Int) {
    tape.append(JSONToken(kind, length: length, position: position))
  }

  private mutating func skipSpace() {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x0a, 0x0d, 0x09: position += 1
      default: return
      }
    }
  }

  // MARK: Values

  /// Reads a scalar, or opens the array or object that begins here.
  private mutating func readValue() throws(JSONSyntaxError) {
    skipSpace()
    switch next {
    case UInt8(ascii: "\""): try readString()
    case UInt8(ascii: "{"): try openContainer(.object)
    case UInt8(ascii: "["): try openContainer(.array)
    case UInt8(ascii: "t"): try readLiteral("true", .true)
    case UInt8(ascii: "f"): try readLiteral("false", .false)
    case UInt8(ascii: "n"): try readLiteral("null", .null)
    case nil: throw error("the text ends where a value is expected")
    case let byte?:
      guard byte == UInt8(ascii: "-") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else {
        throw error("a value is expected")
      }
      try readNumber()
    }
  }

  private mutating func readLiteral(_ text: StaticString, _ kind: JSONToken.Kind) throws(JSONSyntaxError) {
    let end = position + text.utf8CodeUnitCount
    guard text.withUTF8Buffer({ bytes[position...].starts(with: $0) }) else {
      throw error("a value is expected")
    }
    append(kind, length: text.utf8CodeUnitCount, position: position)
    position = end
  }

  // MARK: Arrays and objects

  private mutating func openContainer(_ kind: JSONToken.Kind) throws(JSONSyntaxError) {
    guard depth < Self.depthLimit else {
      throw error("arrays and objects are nested more than \(Self.depthLimit) deep")
    }
    depth += 1
    position += 1
    append(kind, length: 0, position: open)
    open = tape.count - 1
  }

  /// Reads the next element or member of the open array or object, or its end.
  private mutating func readNext() throws(JSONSyntaxError) {
    let isObject = tape[open].kind == .object
    skipSpace()
    if next == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) { return closeContainer() }
    if tape[open].length > 0 { try readComma(isObject) }
    tape[open].grow()
    if isObject { try readName() }
    try readValue()
  }

  private mutating func closeContainer() {
    let outer = tape[open].position
    tape[open].setPosition(tape.count)
    open = outer
    depth -= 1
    position += 1
  }

  private mutating func readComma(_ isObject: Bool) throws(JSONSyntaxError) {
    guard next == UInt8(ascii: ",") else {
      throw error("a comma or '\(isObject ? "}" : "]")' is expected")
    }
    let comma = position
    position += 1
    skipSpace()
    if next == UInt8(ascii: "}") || next == UInt8(ascii: "]") {
      throw error("a comma with nothing behind it", at: comma)
    }
  }

  private mutating func readName() throws(JSONSyntaxError) {
    skipSpace()
    guard next == UInt8(ascii: "\"") else { throw error("a member's name in double quotes is expected") }
    try readString()
    skipSpace()
    guard next == UInt8(ascii: ":") else { throw error("a colon is expected") }
    position += 1
  }

  // MARK: Numbers

  /// Reads a number (RFC 8259, section 6).
  private mutating func readNumber() throws(JSONSyntaxError) {
    let start = position
    var kind = JSONToken.Kind.integer
    if next == UInt8(ascii: "-") { position += 1 }
    if next == UInt8(ascii: "0") { position += 1 } else { try readDigits() }
    if next == UInt8(ascii: ".") {
      kind = .number
      position += 1
      try readDigits()
    }
    if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
      kind = .number
      position += 1
      if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { position += 1 }
      try readDigits()
    }
    append(kind, length: position - start, position: start)
  }

  private mutating func readDigits() throws(JSONSyntaxError) {
    let start = position
    while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
    guard position > start else { throw error("a digit is expected") }
  }
}
