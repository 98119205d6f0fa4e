#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension JSONTree {
  /// Encodes a value into a node; if that fails, the node stays empty.
  ///
  /// - Parameters:
  ///   - value: the value.
  ///   - node: the node.
  /// - Throws: `EncodingError` at a number that is not finite; the errors of the type's own method.
  func encode<Value: Encodable>(_ value: Value, into node: Int) throws {
    do {
      if try !encodeKnown(value, into: node) { try value.encode(to: JSONTreeEncoder(tree: self, node: node)) }
    } catch {
      empty(node)
      throw error
    }
  }

  /// Encodes a value into an element or member; if that fails, the element or member is removed.
  func encode<Value: Encodable>(_ value: Value, intoChild node: Int) throws {
    do {
      try encode(value, into: node)
    } catch {
      remove(node)
      throw error
    }
  }

  private func encodeKnown<Value: Encodable>(_ value: Value, into node: Int) throws -> Bool {
    guard let scalar = JSONScalarType(Value.self) else {
      guard Value.self == [String: String].self else { return false }
      return setTexts(unsafeBitCast(value, to: [String: String].self), node)
    }
    // Each cast is from a type to itself, which the compiler can't see. Checked casts would take longer than
    // everything else.
    switch scalar {
    case .string: return setText(unsafeBitCast(value, to: String.self), node)
    case .int: return setNumber(unsafeBitCast(value, to: Int.self), node)
    case .bool: return setBool(unsafeBitCast(value, to: Bool.self), node)
    case .double: return try setNumber(unsafeBitCast(value, to: Double.self), node)
    case .float: return try setNumber(unsafeBitCast(value, to: Float.self), node)
    case .date: return try setDate(unsafeBitCast(value, to: Date.self), node)
    case .data: return setText(unsafeBitCast(value, to: Data.self).base64EncodedString(), node)
    case .url: return setText(unsafeBitCast(value, to: URL.self).absoluteString, node)
    case .decimal: return try setDecimal(unsafeBitCast(value, to: Decimal.self), node)
    case .any: return try setAny(unsafeBitCast(value, to: JSONValue.self), node)
    default: return encodeInteger(value, scalar, node)
    }
  }

  private func encodeInteger<Value>(_ value: Value, _ scalar: JSONScalarType, _ node: Int) -> Bool {
    switch scalar {
    case .int8: setNumber(unsafeBitCast(value, to: Int8.self), node)
    case .int16: setNumber(unsafeBitCast(value, to: Int16.self), node)
    case .int32: setNumber(unsafeBitCast(value, to: Int32.self), node)
    case .int64: setNumber(unsafeBitCast(value, to: Int64.self), node)
    case .int128: setNumber(unsafeBitCast(value, to: Int128.self), node)
    case .uint: setNumber(unsafeBitCast(value, to: UInt.self), node)
    case .uint8: setNumber(unsafeBitCast(value, to: UInt8.self), node)
    case .uint16: setNumber(unsafeBitCast(value, to: UInt16.self), node)
    case .uint32: setNumber(unsafeBitCast(value, to: UInt32.self), node)
    case .uint64: setNumber(unsafeBitCast(value, to: UInt64.self), node)
    case .uint128: setNumber(unsafeBitCast(value, to: UInt128.self), node)
    default: false
    }
  }

  // MARK: Scalars

  func setNull(_ node: Int) { setScalar(node) { $0.append(contentsOf: "null".utf8) } }

  @discardableResult
  func setText(_ text: String, _ node: Int) -> Bool {
    setScalar(node) { JSONText.append(text, to: &$0) }
    return true
  }

  private func setBool(_ value: Bool, _ node: Int) -> Bool {
    setScalar(node) { $0.append(contentsOf: (value ? "true" : "false").utf8) }
    return true
  }

  @discardableResult
  func setNumber(_ number: some FixedWidthInteger, _ node: Int) -> Bool {
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

  /// Returns the error for a number that is not finite, which JSON can't represent (RFC 8259, section 6).
  private func notANumber(_ value: Any, _ node: Int) -> EncodingError {
    invalid(value, node, "\(value) is no number in JSON; send nil or a text instead.")
  }

  private func invalid(_ value: Any, _ node: Int, _ description: String) -> EncodingError {
    .invalidValue(value, EncodingError.Context(codingPath: path(to: node), debugDescription: description))
  }

  private func setDate(_ date: Date, _ node: Int) throws -> Bool {
    switch options.dates {
    case .secondsSince1970: return try setNumber(Self.milliseconds(of: date) / 1000, node)
    case .millisecondsSince1970: return try setNumber(Self.milliseconds(of: date), node)
    case .iso8601:
      guard let text = DateText.text(of: date) else {
        throw invalid(date, node, "A date is written with a year of four digits, which \(date) doesn't have.")
      }
      return setText(text, node)
    }
  }

  /// Returns the whole milliseconds since 1970.
  ///
  /// A date counts seconds from 2001, so its seconds since 1970 may be off by less than a microsecond.
  private static func milliseconds(of date: Date) -> Double { (date.timeIntervalSince1970 * 1000).rounded() }

  // MARK: Values with values inside

  private func setTexts(_ members: [String: String], _ node: Int) -> Bool {
    open(node, as: .object)
    for (name, text) in members { setText(text, addChild(to: node, named: name)) }
    return true
  }

  private func setAny(_ value: JSONValue, _ node: Int) throws -> Bool {
    switch value {
    case .null: setNull(node)
    case .bool(let value): _ = setBool(value, node)
    case .integer(let number): setNumber(number, node)
    case .number(let number): _ = try setNumber(number, node)
    case .string(let text): setText(text, node)
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
