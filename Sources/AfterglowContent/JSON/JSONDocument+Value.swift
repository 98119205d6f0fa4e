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
