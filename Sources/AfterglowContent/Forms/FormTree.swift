/// The `name=value` pairs of a form or query as one value: names with brackets are objects and arrays inside it.
///
/// | pairs | value |
/// | --- | --- |
/// | `name=Ada` | `{"name": "Ada"}` |
/// | `tag=a&tag=b`, `tag[]=a&tag[]=b` | `{"tag": ["a", "b"]}` |
/// | `address[city]=Rome` | `{"address": {"city": "Rome"}}` |
/// | `items[0][price]=1&items[1][price]=2` | `{"items": [{"price": "1"}, {"price": "2"}]}` |
///
/// A name whose brackets don't match is a name as it stands.
struct FormTree {
  /// How many pairs there may be: each costs memory many times its size.
  static let pairLimit = 1000

  /// How deep names may be nested: a bound on the stack.
  static let depthLimit = 16

  private let root = Node()

  /// The tree of these pairs, undecoded.
  ///
  /// - Throws: ``FormError`` if a pair can't be decoded, there are too many, a name is nested too deeply, or one name
  ///   is both a value and an object.
  init(_ text: String, of source: String) throws(FormError) {
    try Self.checkCount(text.utf8.lazy.count { $0 == UInt8(ascii: "&") } + 1, source)
    for pair in FormPairs(text) {
      guard let (name, value) = pair else {
        throw .undecodablePair(source: source)
      }
      try insert(value, at: Self.steps(of: name), name, source)
    }
  }

  /// The tree of a multipart form's fields.
  ///
  /// - Throws: ``FormError``, as for a text.
  init(_ fields: [(name: String, value: String)]) throws(FormError) {
    try Self.checkCount(fields.count, "form")
    for field in fields { try insert(field.value, at: Self.steps(of: field.name), field.name, "form") }
  }

  private static func checkCount(_ count: Int, _ source: String) throws(FormError) {
    guard count <= pairLimit else {
      throw .tooManyFields(source: source, limit: pairLimit)
    }
  }

  /// The tree as a value whose leaves are strings.
  var value: JSONValue { .object(root.children.mapValues(\.value)) }

  private func insert(_ value: String, at steps: [Substring], _ name: String, _ source: String)
    throws(FormError)
  {
    guard steps.count <= Self.depthLimit else {
      throw .nestedTooDeeply(source: source, limit: Self.depthLimit)
    }
    var node = root
    for step in steps { node = node.child(String(step)) }
    node.texts.append(value)
    guard !root.isContradictory(along: steps) else {
      throw .contradictoryName(name, source: source)
    }
  }

  /// `a[b][c]` as `a`, `b`, `c`; an empty pair of brackets at the end says what a repeated name says.
  private static func steps(of name: String) -> [Substring] {
    guard let open = name.firstIndex(of: "["), open > name.startIndex, name.last == "]" else {
      return [name[...]]
    }
    let inside = name[name.index(after: open)...].dropLast()
    var steps = [name[..<open]]
    var rest = inside
    while let end = rest.firstRange(of: "][") {
      steps.append(rest[..<end.lowerBound])
      rest = rest[end.upperBound...]
    }
    steps.append(rest)
    if steps.contains(where: { $0.contains("[") || $0.contains("]") }) { return [name[...]] }
    return steps.last == "" ? steps.dropLast() : steps
  }
}

/// What stands under one name.
private final class Node {
  var texts: [String] = []
  var children: [String: Node] = [:]

  func child(_ name: String) -> Node {
    if let child = children[name] { return child }
    let child = Node()
    children[name] = child
    return child
  }

  func isContradictory(along steps: [Substring]) -> Bool {
    var node = self
    for step in steps {
      node = node.child(String(step))
      if !node.texts.isEmpty, !node.children.isEmpty { return true }
    }
    return false
  }

  var value: JSONValue {
    if let text = texts.first {
      return texts.count == 1 ? .string(text) : .array(texts.map(JSONValue.string))
    }
    let values = (0..<children.count).compactMap { children[String($0)]?.value }
    // With a gap between the positions, those in the answer wouldn't be the client's.
    return values.count == children.count ? .array(values) : .object(children.mapValues(\.value))
  }
}
