/// The pairs of a text in `application/x-www-form-urlencoded` (WHATWG URL, section 5.1), each decoded, or `nil` in the place
/// of one that can't be.
struct FormPairs: Sequence, IteratorProtocol {
  private var rest: [Substring].Iterator

  init(_ text: String) {
    rest = text.split(separator: "&").makeIterator()
  }

  mutating func next() -> (name: String, value: String)?? {
    guard let pair = rest.next() else { return nil }
    let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard let name = Self.decode(parts[0]), let value = Self.decode(parts.count > 1 ? parts[1] : "") else {
      return .some(nil)
    }
    return (name, value)
  }

  private static func decode(_ text: Substring) -> String? {
    guard !text.utf8.contains(0) else { return nil }
    return PercentEncoding.decoding(text.contains("+") ? text.replacing("+", with: " ")[...] : text)
  }
}
