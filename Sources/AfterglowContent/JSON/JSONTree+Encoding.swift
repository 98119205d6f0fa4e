#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension JSONTree {
  /// Encodes a value into a node; if that fails, the node stays empty.
  ///
  /// - Throws: `EncodingError` at a number that is not finite; what the type's own method throws.
  func encode<Value: Encodable>(_ value: Value, into node: Int) throws {
    do {
      if try !encodeKnown(value, into: node) { try value.encode(to: JSONTreeEncoder(tree: self, node: node)) }
    } catch {
      empty(node)
      throw error
    }
  }

  /// Encodes a value into an element or member; if that fails, there is none.
  func encode<Value: Encodable>(_ value: Value, intoChild node: Int) throws {
    do {
      try encode(value, into: node)
    } catch {
      remove(node)
      throw error
    }
  }

  // Types are compared one by one, since that costs a tenth of looking for a conformance.
  private func encodeKnown<Value: Encodable>(_ value: Value, into node: Int) throws -> Bool {
    let type = Value.self
    if type == String.self { return setText(Self.same(value), node) }
    if type == Int.self { return setNumber(Self.same(value) as Int, node) }
    if type == Bool.self { return setBool(Self.same(value), node) }
    if type == Double.self { return try setNumber(Self.same(value) as Double, node) }
    if type == Float.self { return try setNumber(Self.same(value) as Float, node) }
    if type == [String: String].self { return setTexts(Self.same(value), node) }
    if type == JSONValue.self { return try setAny(Self.same(value), node) }
    return try encodeInteger(value, node) || encodeFoundationType(value, node)
  }

  private func encodeInteger<Value: Encodable>(_ value: Value, _ node: Int) -> Bool {
    let type = Value.self
    if type == Int64.self { return setNumber(Self.same(value) as Int64, node) }
    if type == UInt.self { return setNumber(Self.same(value) as UInt, node) }
    if type == UInt64.self { return setNumber(Self.same(value) as UInt64, node) }
    if type == Int32.self { return setNumber(Self.same(value) as Int32, node) }
    if type == UInt32.self { return setNumber(Self.same(value) as UInt32, node) }
    if type == Int16.self { return setNumber(Self.same(value) as Int16, node) }
    if type == UInt16.self { return setNumber(Self.same(value) as UInt16, node) }
    if type == Int8.self { return setNumber(Self.same(value) as Int8, node) }
    if type == UInt8.self { return setNumber(Self.same(value) as UInt8, node) }
    if type == Int128.self { return setNumber(Self.same(value) as Int128, node) }
    if type == UInt128.self { return setNumber(Self.same(value) as UInt128, node) }
    return false
  }

  private func encodeFoundationType<Value: Encodable>(_ value: Value, _ node: Int) throws -> Bool {
    let type = Value.self
    if type == Date.self { return try setDate(Self.same(value), node) }
    if type == Data.self { return setText((Self.same(value) as Data).base64EncodedString(), node) }
    if type == URL.self { return setText((Self.same(value) as URL).absoluteString, node) }
    if type == Decimal.self { return try setDecimal(Self.same(value), node) }
    return false
  }

  /// The value as the type that it has: a cast that the compiler doesn't see to be one takes longer than all the rest.
  @inline(__always)
  private static func same<Value, Known>(_ value: Value) -> Known { unsafeBitCast(value, to: Known.self) }

  // MARK: Scalars

  func setNull(_ node: Int) { setScalar(node) { $0.append(contentsOf: "null".utf8) } }

  private func setText(_ text: String, _ node: Int) -> Bool {
    setScalar(node) { JSONText.append(text, to: &$0) }
    return true
  }

  private func setBool(_ value: Bool, _ node: Int) -> Bool {
    setScalar(node) { $0.append(contentsOf: (value ? "true" : "false").utf8) }
    return true
  }

  private func setNumber(_ number: some FixedWidthInteger, _ node: Int) -> Bool {
    setScalar(node) { $0.append(contentsOf: String(number).utf8) }
    return true
  }

  private func setNumber(
    _ number: some BinaryFloatingPoint & LosslessStringConvertible, _ node: Int
  ) throws -> Bool {
    guard number.isFinite else { throw notANumber(number, node) }
    var text = number.description
    if text.hasSuffix(".0") { text.removeLast(2) }
    setScalar(node) { $0.append(contentsOf: text.utf8) }
    return true
  }

  private func setDecimal(_ number: Decimal, _ node: Int) throws -> Bool {
    guard number.isFinite else { throw notANumber(number, node) }
    setScalar(node) { $0.append(contentsOf: number.description.utf8) }
    return true
  }

  /// RFC 8259, section 6: what is not finite is no number.
  private func notANumber(_ value: Any, _ node: Int) -> EncodingError {
    invalid(value, node, "\(value) is no number in JSON; send nil or a text instead.")
  }

  private func invalid(_ value: Any, _ node: Int, _ description: String) -> EncodingError {
    .invalidValue(value, EncodingError.Context(codingPath: path(to: node), debugDescription: description))
  }

  private func setDate(_ date: Date, _ node: Int) throws -> Bool {
    switch options.dates {
    case .secondsSince1970: return try setNumber(date.timeIntervalSince1970, node)
    case .millisecondsSince1970: return try setNumber(date.timeIntervalSince1970 * 1000, node)
    case .iso8601:
      guard let text = DateText.text(of: date) else {
        throw invalid(date, node, "A date is written with a year of four digits, which \(date) doesn't have.")
      }
      return setText(text, node)
    }
  }

  // MARK: Values with values inside

  private func setTexts(_ members: [String: String], _ node: Int) -> Bool {
    open(node, as: .object)
    for (name, text) in members { _ = setText(text, addChild(to: node, named: name)) }
    return true
  }

  private func setAny(_ value: JSONValue, _ node: Int) throws -> Bool {
    switch value {
    case .null: setNull(node)
    case .bool(let value): _ = setBool(value, node)
    case .integer(let number): _ = setNumber(number, node)
    case .number(let number): _ = try setNumber(number, node)
    case .string(let text): _ = setText(text, node)
    case .array(let elements):
      open(node, as: .array)
      for element in elements { try encode(element, into: addChild(to: node)) }
    case .object(let members):
      open(node, as: .object)
      for (name, member) in members { try encode(member, into: addChild(to: node, named: name)) }
    }
    return true
  }
}
