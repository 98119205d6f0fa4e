/// A directive of nginx's configuration language: words up to a semicolon, or up to a block in braces.
struct NginxDirective: Hashable {
  /// The words as written, with their quotes.
  var words: [String]
  var block: [NginxDirective]?

  var name: String { words.first ?? "" }

  var arguments: ArraySlice<String> { words.dropFirst() }

  init(_ words: [String], block: [NginxDirective]? = nil) {
    self.words = words
    self.block = block
  }

  /// Whether the directive, or one inside its block, has a name.
  func contains(_ name: String) -> Bool {
    self.name == name || block?.contains { $0.contains(name) } == true
  }
}

extension NginxDirective: CustomStringConvertible {
  /// The directive as text for nginx.
  var description: String {
    let head = words.joined(separator: " ")
    guard let block else { return head + ";" }
    return head + " {\n" + block.map(\.description).joined(separator: "\n") + "\n}"
  }
}
