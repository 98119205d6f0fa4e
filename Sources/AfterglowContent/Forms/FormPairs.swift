/// The pairs of a text in `application/x-www-form-urlencoded` (WHATWG URL, section 5.1), each decoded, or `nil` in the place
/// of one that can't be.
package struct FormPairs: Sequence, IteratorProtocol {
  private var rest: [Substring].Iterator

  package init(_ text: String) {
    // By bytes: to Swift an ampersand with a combining character behind it is another character.
    rest = text.utf8.split(separator: UInt8(ascii: "&")).map(Substring.init).makeIterator()
  }

  package mutating func next() -> (name: String, value: String)?? {
    guard let pair = rest.next() else { return nil }
    let parts = pair.utf8.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
      .map(Substring.init)
    guard let name = Self.decode(parts[0]), let value = Self.decode(parts.count > 1 ? parts[1] : "") else {
      return .some(nil)
    }
    return (name, value)
  }

  private static func decode(_ text: Substring) -> String? {
    guard !text.utf8.contains(0) else { return nil }
    let plus = UInt8(ascii: "+")
    guard text.utf8.contains(plus) else { return PercentEncoding.decoding(text) }
    let spaced = text.utf8.map { $0 == plus ? UInt8(ascii: " ") : $0 }
    return PercentEncoding.decoding(String(decoding: spaced, as: UTF8.self))
  }
}
