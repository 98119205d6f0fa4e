/// The `name=value` pairs of a form or query as one value, in which names with brackets are objects and arrays.
///
/// | pairs | value |
/// | --- | --- |
/// | `name=Ada` | `{"name": "Ada"}` |
/// | `tag=a&tag=b`, `tag[]=a&tag[]=b` | `{"tag": ["a", "b"]}` |
/// | `address[city]=Rome` | `{"address": {"city": "Rome"}}` |
/// | `items[0][price]=1&items[1][price]=2` | `{"items": [{"price": "1"}, {"price": "2"}]}` |
///
/// A name whose brackets don't match is used unchanged.
struct FormTree {
  /// The largest number of pairs, each of which takes memory many times its size.
  static let pairLimit = 1000

  private let root = Node()

  /// Creates a tree from a text of encoded pairs.
  ///
  /// - Parameters:
  ///   - text: the pairs.
  ///   - source: the name of the text in error messages.
  /// - Throws: ``FormError`` if a pair can't be decoded, there are too many pairs, a name is nested too deeply, a
  ///   name or value has too many marks in a row, or a name is both a value and an object.
  init(_ text: String, of source: String) throws(FormError) {
    try Self.checkCount(text.utf8.lazy.count { $0 == UInt8(ascii: "&") } + 1, source)
    var position = 0
    for pair in FormPairs(text) {
      guard let (name, value) = pair else { throw .undecodablePair(source: source) }
      position += 1
      try insert(value, at: name, position, source)
    }
  }

  /// Creates a tree from the fields of a multipart form.
  ///
  /// - Parameter fields: the names and values of the fields.
  /// - Throws: ``FormError`` as for a text.
  init(_ fields: [(name: String, value: String)]) throws(FormError) {
    try Self.checkCount(fields.count, "form")
    for (index, field) in fields.enumerated() { try insert(field.value, at: field.name, index + 1, "form") }
  }

  private static func checkCount(_ count: Int, _ source: String) throws(FormError) {
    guard count <= pairLimit else { throw .tooManyFields(source: source, limit: pairLimit) }
  }

  /// The tree as a value whose leaves are strings.
  var value: JSONValue { root.object }

  private func insert(_ value: String, at name: String, _ position: Int, _ source: String) throws(FormError) {
    // The name may become a key of a service's dictionary, and the value may be compared with an enumeration's cases.
    for (part, text) in [("name", name), ("value", value)] {
      guard let start = StreamSafeText.firstLongRun(in: text.utf8) else { continue }
      let offset = text.utf8.distance(from: text.utf8.startIndex, to: start)
      throw .tooManyMarks(part: part, field: position, offset: offset, source: source)
    }
    guard let steps = FormName(name).steps else {
      throw .nestedTooDeeply(source: source, limit: FormName.depthLimit)
    }
    var node = root
    for step in steps {
      guard node.texts.isEmpty else { throw .contradictoryName(name, source: source) }
      node = node.child(step)
    }
    guard node.children.isEmpty else { throw .contradictoryName(name, source: source) }
    node.texts.append(value)
  }
}

/// The values and children under one name.
private final class Node {
  var texts: [String] = []
  private(set) var children: [ExactName: Node] = [:]
  /// The children's names, in the order in which they came.
  private var names: [String] = []

  func child(_ name: String) -> Node {
    if let child = children[ExactName(name)] { return child }
    let child = Node()
    children[ExactName(name)] = child
    names.append(name)
    return child
  }

  private var value: JSONValue {
    if let text = texts.first {
      return texts.count == 1 ? .string(text) : .array(texts.map(JSONValue.string))
    }
    // If there were a gap, the positions in error messages would differ from the client's.
    let elements = (0..<names.count).lazy.map { self.children[ExactName(String($0))] }
    return elements.allSatisfy { $0 != nil } ? .array(elements.compactMap { $0?.value }) : object
  }

  var object: JSONValue {
    let members = names.lazy.map { ($0, self.children[ExactName($0)]?.value ?? .null) }
    return .object(Dictionary(members) { first, _ in first })
  }
}
