/// The `name=value` pairs of a form or query as one document, in which names with brackets are objects and arrays.
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
  /// The document, whose scalars are strings.
  let document: JSONDocument

  /// Creates a tree from a text of encoded pairs.
  ///
  /// - Parameters:
  ///   - text: the pairs.
  ///   - source: the name of the text in error messages.
  /// - Throws: ``FormError`` if a pair can't be decoded, there are too many pairs, a name is nested too deeply, a
  ///   name or value has too many marks in a row, or a name is both a value and an object.
  init(_ text: String, of source: String) throws(FormError) {
    let count = text.utf8.lazy.count { $0 == UInt8(ascii: "&") } + 1
    var fields = try FormFields(source: source, count: count)
    for pair in FormPairs(text) {
      guard let (name, value) = pair else { throw .undecodablePair(source: source) }
      try fields.append(name: name, value: value)
    }
    document = try FormTreeWriter.document(of: fields)
  }

  /// Creates a tree from the fields of a multipart form.
  ///
  /// - Parameter fields: the names and values of the fields.
  /// - Throws: ``FormError`` as for a text.
  init(_ fields: [(name: String, value: String)]) throws(FormError) {
    var form = try FormFields(source: "form", count: fields.count)
    for field in fields { try form.append(name: field.name, value: field.value) }
    document = try FormTreeWriter.document(of: form)
  }
}

/// Writes a document's tape from the fields of a form.
private struct FormTreeWriter {
  /// The fields whose names begin with the same steps.
  private struct Group {
    /// Where they are among the sorted fields.
    var range: Range<Int>
    /// The one that came first.
    var first: Int
  }

  private let fields: FormFields
  private let sorted: [Int]
  private var tape: [JSONToken] = []

  /// - Throws: ``FormError`` if a name is both a value and an object.
  static func document(of fields: FormFields) throws(FormError) -> JSONDocument {
    var writer = FormTreeWriter(fields)
    try writer.appendMembers(of: writer.sorted.indices, depth: 0)
    writer.tape.append(JSONToken(.null, length: 0, position: 0))
    return JSONDocument(bytes: fields.bytes, tape: writer.tape)
  }

  private init(_ fields: FormFields) {
    self.fields = fields
    sorted = fields.sortedByName()
    // At most a name and a value for each step, the elements of arrays, the root and the end.
    tape.reserveCapacity(fields.stepCount * 2 + fields.count + 2)
  }

  /// Appends the value of the fields whose names begin with the same `depth` steps.
  private mutating func appendValue(of range: Range<Int>, depth: Int) throws(FormError) {
    // Names without further steps are sorted before the others.
    let texts = sorted[range].prefix { fields.depth(of: $0) == depth }
    guard let text = texts.first else { return try appendMembers(of: range, depth: depth) }
    guard texts.count == range.count else {
      let member = sorted[range].dropFirst(texts.count).min() ?? text
      throw .contradictoryName(fields.name(of: max(text, member)), source: fields.source)
    }
    guard texts.count > 1 else { return appendString(fields.value(of: text)) }
    begin(.array, count: texts.count)
    for text in texts { appendString(fields.value(of: text)) }
    end(at: tape.count - texts.count - 1)
  }

  private mutating func appendMembers(of range: Range<Int>, depth: Int) throws(FormError) {
    let members = members(of: range, depth: depth)
    let elements = depth > 0 ? elements(members, depth: depth) : nil
    let start = tape.count
    begin(elements == nil ? .object : .array, count: members.count)
    for member in elements ?? members {
      if elements == nil { appendString(fields.step(depth, of: member.first)) }
      try appendValue(of: member.range, depth: depth + 1)
    }
    end(at: start)
  }

  /// Returns the members of an object in the order in which they came.
  private func members(of range: Range<Int>, depth: Int) -> [Group] {
    var members: [Group] = []
    for position in range {
      let field = sorted[position]
      if let last = members.indices.last, fields.haveSameStep(depth, members[last].first, field) {
        members[last].range = members[last].range.lowerBound..<position + 1
        members[last].first = min(members[last].first, field)
      } else {
        members.append(Group(range: position..<position + 1, first: field))
      }
    }
    return members.sorted { $0.first < $1.first }
  }

  /// Returns the members as elements of an array, or `nil` if their names aren't 0, 1, 2 and so on without a gap.
  ///
  /// If there were a gap, the positions in error messages would differ from the client's.
  private func elements(_ members: [Group], depth: Int) -> [Group]? {
    var elements = [Group?](repeating: nil, count: members.count)
    for member in members {
      let name = String(decoding: fields.bytes[fields.step(depth, of: member.first)].prefix(5), as: UTF8.self)
      guard let position = Int(name), elements.indices.contains(position), String(position) == name else {
        return nil
      }
      elements[position] = member
    }
    // The names differ, so that there are as many positions as members.
    return elements.compactMap(\.self)
  }

  // MARK: The tape

  private mutating func appendString(_ bytes: Range<Int>) {
    tape.append(JSONToken(.string, length: bytes.count, position: bytes.lowerBound))
  }

  private mutating func begin(_ kind: JSONToken.Kind, count: Int) {
    tape.append(JSONToken(kind, length: count, position: 0))
  }

  private mutating func end(at start: Int) { tape[start].setPosition(tape.count) }
}
