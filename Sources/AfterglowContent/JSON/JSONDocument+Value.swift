extension JSONDocument {
  /// Returns a value of any kind.
  ///
  /// - Parameter index: the value's entry on the tape.
  /// - Returns: the value.
  /// - Throws: `DecodingError` at a number that is too large for ``JSONValue``.
  func anyValue(at index: Int) throws -> JSONValue {
    switch kind(at: index) {
    case .null: .null
    case .true: .bool(true)
    case .false: .bool(false)
    case .string, .unescapedString: .string(text(at: index))
    case .integer, .number: try number(at: index)
    case .array: .array(try elements(of: index).map(anyValue))
    case .object: try object(at: index)
    }
  }

  private func number(at index: Int) throws -> JSONValue {
    if let value = anyNumber(at: index) { return value }
    throw DecodingError.dataCorrupted(
      DecodingError.Context(codingPath: place(index), debugDescription: "The number is too large."))
  }

  private func anyNumber(at index: Int) -> JSONValue? {
    (integer(at: index) as Int128?).map(JSONValue.integer) ?? double(at: index).map(JSONValue.number)
  }

  private func object(at index: Int) throws -> JSONValue {
    guard tape[index].length > 0 else { return .object([:]) }
    var members: [String: JSONValue] = [:]
    members.reserveCapacity(tape[index].length)
    for value in memberValues(of: index) {
      let name = text(at: value - 1)
      if members[name] == nil { members[name] = try anyValue(at: value) }
    }
    return .object(members)
  }

  /// Returns a value that is not an array or object; `nil` for those, and for a number that is too large.
  func scalar(at index: Int) -> JSONValue? {
    switch kind(at: index) {
    case .array, .object: nil
    default: try? anyValue(at: index)
    }
  }

  /// Returns the numbers inside a value that are too large for ``JSONValue``.
  func tooLargeNumbers(in index: Int) -> [Int] {
    (index..<end(of: index)).filter { entry in
      switch kind(at: entry) {
      case .integer, .number: anyNumber(at: entry) == nil
      default: false
      }
    }
  }

  // MARK: Contents

  /// Returns the elements of an array, in order.
  func elements(of array: Int) -> [Int] {
    var elements: [Int] = []
    elements.reserveCapacity(tape[array].length)
    var element = array + 1
    while element < end(of: array) {
      elements.append(element)
      element = end(of: element)
    }
    return elements
  }

  private func memberValues(of object: Int) -> [Int] {
    var values: [Int] = []
    values.reserveCapacity(tape[object].length)
    var entry = object + 1
    while entry < end(of: object) {
      values.append(entry + 1)
      entry = end(of: entry + 1)
    }
    return values
  }
}

extension JSONDocument {
  /// Creates a document from a value that was not read from a text.
  convenience init(of value: JSONValue) {
    var tape = JSONTape()
    tape.append(value)
    self.init(bytes: tape.bytes, tape: tape.tokens + [JSONToken(.null, length: 0, position: 0)])
  }
}

/// A tape made from an existing value.
private struct JSONTape {
  private(set) var bytes: [UInt8] = []
  private(set) var tokens: [JSONToken] = []

  mutating func append(_ value: JSONValue) {
    switch value {
    case .null: append(.null, "")
    case .bool(let value): append(value ? .true : .false, "")
    case .integer(let number): append(.integer, String(number))
    case .number(let number): number.isFinite ? append(.number, String(number)) : append(.null, "")
    case .string(let text): append(.string, text)
    case .array(let elements):
      appendInside(.array, count: elements.count) { for element in elements { $0.append(element) } }
    case .object(let members): appendObject(members)
    }
  }

  private mutating func append(_ kind: JSONToken.Kind, _ text: String) {
    let start = bytes.count
    bytes += text.utf8
    tokens.append(JSONToken(kind, length: bytes.count - start, position: start))
  }

  /// Appends an object with its members sorted by name, since a dictionary's order changes from run to run.
  private mutating func appendObject(_ members: [String: JSONValue]) {
    appendInside(.object, count: members.count) { tape in
      for (name, member) in members.sorted(by: { $0.key < $1.key }) {
        tape.append(.string, name)
        tape.append(member)
      }
    }
  }

  private mutating func appendInside(
    _ kind: JSONToken.Kind, count: Int, _ content: (inout JSONTape) -> Void
  ) {
    let start = tokens.count
    tokens.append(JSONToken(kind, length: count, position: 0))
    content(&self)
    tokens[start].setPosition(tokens.count)
  }
}
