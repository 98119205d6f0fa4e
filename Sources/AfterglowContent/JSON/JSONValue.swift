/// Any JSON value (RFC 8259, section 3); as a handler's parameter, it accepts any JSON body.
///
/// If two members of an object have the same name, the first counts. A number that fits in neither `Int128` nor
/// `Double` is refused.
public enum JSONValue: Sendable, Equatable, Codable {
  /// `null`.
  case null
  /// `true` or `false`.
  case bool(Bool)
  /// A number without a fraction that fits in `Int128`.
  case integer(Int128)
  /// Any other number.
  case number(Double)
  /// A string.
  case string(String)
  /// An array.
  case array([JSONValue])
  /// An object.
  case object([String: JSONValue])

  /// Decodes a value of any kind.
  ///
  /// - Parameter decoder: the decoder to read from.
  /// - Throws: the error of the decoder.
  public init(from decoder: any Decoder) throws {
    if let decoder = decoder as? any AnyValueDecoder {
      self = try decoder.decodeAnyValue()
      return
    }
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Int128.self) {
      self = .integer(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .string(value)
    } else if let value = try? container.decode([JSONValue].self) {
      self = .array(value)
    } else {
      self = .object(try container.decode([String: JSONValue].self))
    }
  }

  /// Encodes the value itself.
  ///
  /// - Parameter encoder: the encoder to write to.
  /// - Throws: the error of the encoder.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .bool(let value): try container.encode(value)
    case .integer(let value): try container.encode(value)
    case .number(let value): try container.encode(value)
    case .string(let value): try container.encode(value)
    case .array(let value): try container.encode(value)
    case .object(let value): try container.encode(value)
    }
  }
}

extension JSONValue {
  /// The member of an object with this name; `nil` if there is none, or the value is not an object.
  public subscript(name: String) -> JSONValue? {
    if case .object(let members) = self { members[name] } else { nil }
  }

  /// The element of an array at this position, counted from 0; `nil` if there is none, or the value is not an array.
  public subscript(position: Int) -> JSONValue? {
    guard case .array(let elements) = self, elements.indices.contains(position) else { return nil }
    return elements[position]
  }
}

/// A decoder that knows the kind of its value, so that ``JSONValue`` doesn't have to try one kind after another.
protocol AnyValueDecoder: Decoder {
  /// Decodes a value of any kind.
  ///
  /// - Returns: the value.
  /// - Throws: `DecodingError` at a number that is too large.
  func decodeAnyValue() throws -> JSONValue
}
