/// A header field's value followed by parameters, such as `form-data; name="a"` (RFC 9110, section 5.6.6).
struct HeaderParameters: Equatable {
  /// The text before the first semicolon.
  let value: String

  private var parameters: [(name: String, value: String)] = []

  /// Parses a field value; fails if the text after the value isn't a list of parameters.
  init?(_ text: String) {
    var rest = text.utf8[...]
    value = Self.trimmed(Self.take(&rest) { $0 != UInt8(ascii: ";") })
    while rest.popFirst() != nil {
      let name = Self.trimmed(Self.take(&rest) { $0 != UInt8(ascii: "=") && $0 != UInt8(ascii: ";") })
      // RFC 9110 allows empty parameters.
      if name.isEmpty, rest.first != UInt8(ascii: "=") { continue }
      guard !name.isEmpty, rest.popFirst() == UInt8(ascii: "="), let value = Self.takeValue(&rest) else {
        return nil
      }
      parameters.append((name.lowercased(), value))
    }
  }

  static func == (one: HeaderParameters, other: HeaderParameters) -> Bool {
    one.value.isExactly(other.value)
      && one.parameters.elementsEqual(other.parameters) {
        $0.name.isExactly($1.name) && $0.value.isExactly($1.value)
      }
  }

  /// The value of the first parameter with this name, which must be in lower case.
  subscript(name: String) -> String? { parameters.first { $0.name.isExactly(name) }?.value }

  /// Whether a name occurs twice, so that different readers could choose different values.
  var hasDuplicates: Bool { Set(parameters.map { ExactName($0.name) }).count < parameters.count }

  private static func takeValue(_ rest: inout Substring.UTF8View) -> String? {
    _ = take(&rest, while: isSpace)
    guard rest.first == UInt8(ascii: "\"") else {
      return trimmed(take(&rest) { $0 != UInt8(ascii: ";") })
    }
    rest.removeFirst()
    guard let value = takeQuoted(&rest) else { return nil }
    _ = take(&rest, while: isSpace)
    return rest.isEmpty || rest.first == UInt8(ascii: ";") ? value : nil
  }

  /// Takes the text up to the closing quotation mark; the opening one has already been taken.
  ///
  /// Browsers don't escape backslashes, and old ones send whole Windows paths. So a backslash only escapes a
  /// quotation mark or another backslash.
  private static func takeQuoted(_ rest: inout Substring.UTF8View) -> String? {
    var value: [UInt8] = []
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: value, as: UTF8.self)
      case UInt8(ascii: "\\") where rest.first == UInt8(ascii: "\"") || rest.first == UInt8(ascii: "\\"):
        value.append(rest.removeFirst())
      default: value.append(byte)
      }
    }
    return nil
  }

  private static func take(
    _ rest: inout Substring.UTF8View, while isTaken: (UInt8) -> Bool
  ) -> Substring.UTF8View {
    let taken = rest.prefix(while: isTaken)
    rest = rest[taken.endIndex...]
    return taken
  }

  /// Returns the text without white space around it (RFC 9110, section 5.6.3).
  static func trimmed(_ text: Substring.UTF8View) -> String {
    var text = text.drop(while: isSpace)
    while let last = text.last, isSpace(last) { text.removeLast() }
    return String(Substring(text))
  }

  static func isSpace(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
}
