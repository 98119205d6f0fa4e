/// The decoded pairs of a text in `application/x-www-form-urlencoded` (WHATWG URL, section 5.1).
///
/// A pair that can't be decoded is `nil`. Pairs are decoded one at a time, so that a text with very many pairs takes
/// no additional memory.
package struct FormPairs: Sequence, IteratorProtocol {
  private var rest: Substring.UTF8View

  package init(_ text: String) {
    // Works on bytes: to Swift an ampersand before a combining character is a different character.
    rest = text.utf8[...]
  }

  package mutating func next() -> (name: String, value: String)?? {
    rest = rest.drop { $0 == UInt8(ascii: "&") }
    guard !rest.isEmpty else { return nil }
    let pair = rest.prefix { $0 != UInt8(ascii: "&") }
    rest = rest[pair.endIndex...]
    let rawName = pair.prefix { $0 != UInt8(ascii: "=") }
    let rawValue = pair[rawName.endIndex...].dropFirst()
    guard let name = Self.decode(rawName), let value = Self.decode(rawValue) else { return .some(nil) }
    return (name, value)
  }

  /// Returns the value of the first decodable pair with this name.
  package func firstValue(named name: String) -> String? {
    for case let pair? in self where pair.name.isExactly(name) { return pair.value }
    return nil
  }

  /// Returns the values of all decodable pairs with this name.
  package func values(named name: String) -> [String] {
    compactMap { pair in
      guard let pair, pair.name.isExactly(name) else { return nil }
      return pair.value
    }
  }

  private static func decode(_ text: Substring.UTF8View) -> String? {
    guard !text.contains(0) else { return nil }
    let plus = UInt8(ascii: "+")
    guard text.contains(plus) else { return PercentEncoding.decoding(Substring(text)) }
    let spaced = text.map { $0 == plus ? UInt8(ascii: " ") : $0 }
    return PercentEncoding.decoding(String(decoding: spaced, as: UTF8.self))
  }
}
