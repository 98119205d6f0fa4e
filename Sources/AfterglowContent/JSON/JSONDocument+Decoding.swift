#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension JSONDocument {
  /// Decodes a value as a type.
  ///
  /// It checks the rules of the value's parts, but not the value's own.
  ///
  /// - Parameters:
  ///   - type: the type.
  ///   - index: the value's entry on the tape.
  /// - Returns: the decoded value.
  /// - Throws: the errors of the type's initialiser. The decoder's own errors have the value's place as their path.
  func decode<Value: Decodable>(_ type: Value.Type, at index: Int) throws -> Value {
    guard let scalar = JSONScalarType(type) else { return try Value(from: decoder(at: index)) }
    // Each cast is from a type to itself, which the compiler can't see. Checked casts would take longer than
    // everything else.
    switch scalar {
    case .string: return unsafeBitCast(try requireString(at: index), to: type)
    case .int: return unsafeBitCast(try requireInteger(at: index) as Int, to: type)
    case .bool: return unsafeBitCast(try requireBool(at: index), to: type)
    case .double: return unsafeBitCast(try requireDouble(at: index), to: type)
    case .float: return unsafeBitCast(try require(float(at: index), at: index), to: type)
    case .date: return unsafeBitCast(try require(date(at: index), at: index), to: type)
    case .data: return unsafeBitCast(try require(data(at: index), at: index), to: type)
    case .url: return unsafeBitCast(try require(url(at: index), at: index), to: type)
    case .decimal: return unsafeBitCast(try require(decimal(at: index), at: index), to: type)
    case .any: return unsafeBitCast(try anyValue(at: index), to: type)
    default: return try decodeInteger(type, scalar, at: index)
    }
  }

  private func decodeInteger<Value>(_ type: Value.Type, _ scalar: JSONScalarType, at index: Int) throws
    -> Value
  {
    switch scalar {
    case .int8: return unsafeBitCast(try requireInteger(at: index) as Int8, to: type)
    case .int16: return unsafeBitCast(try requireInteger(at: index) as Int16, to: type)
    case .int32: return unsafeBitCast(try requireInteger(at: index) as Int32, to: type)
    case .int64: return unsafeBitCast(try requireInteger(at: index) as Int64, to: type)
    case .int128: return unsafeBitCast(try requireInteger(at: index) as Int128, to: type)
    case .uint: return unsafeBitCast(try requireInteger(at: index) as UInt, to: type)
    case .uint8: return unsafeBitCast(try requireInteger(at: index) as UInt8, to: type)
    case .uint16: return unsafeBitCast(try requireInteger(at: index) as UInt16, to: type)
    case .uint32: return unsafeBitCast(try requireInteger(at: index) as UInt32, to: type)
    case .uint64: return unsafeBitCast(try requireInteger(at: index) as UInt64, to: type)
    case .uint128: return unsafeBitCast(try requireInteger(at: index) as UInt128, to: type)
    default: throw mismatch(type, at: index)
    }
  }

  // The most frequent types of members, which keyed containers decode directly, without the switch above.

  func requireString(at index: Int) throws -> String { try require(string(at: index), at: index) }
  func requireBool(at index: Int) throws -> Bool { try require(bool(at: index), at: index) }
  func requireDouble(at index: Int) throws -> Double { try require(double(at: index), at: index) }

  func requireInteger<Integer: FixedWidthInteger>(at index: Int) throws -> Integer {
    try require(integer(at: index), at: index)
  }

  func decoder(at index: Int) -> JSONDocumentDecoder { JSONDocumentDecoder(document: self, index: index) }

  // MARK: Scalars

  private func bool(at index: Int) -> Bool? {
    switch kind(at: index) {
    case .true: true
    case .false: false
    default: nil
    }
  }

  private func url(at index: Int) -> URL? { string(at: index).flatMap(URL.init(string:)) }

  private func data(at index: Int) -> Data? {
    string(at: index).flatMap { Data(base64Encoded: $0) }
  }

  private func date(at index: Int) -> Date? {
    switch options.dates {
    case .iso8601: isString(at: index) ? withBytes(at: index) { DateText.date(in: $0) } : nil
    case .secondsSince1970: double(at: index).map { Date(timeIntervalSince1970: $0) }
    case .millisecondsSince1970: double(at: index).map { Date(timeIntervalSince1970: $0 / 1000) }
    }
  }

  // MARK: Errors

  @inline(__always)
  private func require<Value>(_ value: Value?, at index: Int) throws -> Value {
    if let value { return value }
    throw unfit(Value.self, at: index)
  }

  /// Returns the error for a value that can't be represented in the type, or is of another kind.
  private func unfit(_ type: Any.Type, at index: Int) -> DecodingError {
    switch (kind(at: index), type) {
    case (.integer, is any Numeric.Type), (.number, is any Numeric.Type):
      .dataCorrupted(context(at: index, "The number does not fit in the type."))
    case (.string, is Date.Type), (.string, is Data.Type), (.string, is URL.Type):
      .dataCorrupted(context(at: index, "The text is none of the type."))
    default: mismatch(type, at: index)
    }
  }

  /// Returns the error for a value of another kind than the type requires.
  func mismatch(_ type: Any.Type, at index: Int) -> DecodingError {
    kind(at: index) == .null
      ? .valueNotFound(type, context(at: index, "The value is null."))
      : .typeMismatch(type, context(at: index, "The value is of another kind."))
  }

  /// The description is a literal: a type that tries several kinds of values throws thousands of these errors.
  private func context(at index: Int, _ description: String) -> DecodingError.Context {
    DecodingError.Context(codingPath: place(index), debugDescription: description)
  }

  func place(_ index: Int) -> [any CodingKey] { [JSONKey.place(self, index)] }

  /// Returns the error with the whole path to the value, for use outside the decoder.
  func located(_ error: any Error) -> any Error {
    guard let error = error as? DecodingError else { return error }
    func located(_ context: DecodingError.Context) -> DecodingError.Context {
      DecodingError.Context(
        codingPath: context.codingPath.stepByStep, debugDescription: context.debugDescription,
        underlyingError: context.underlyingError)
    }
    switch error {
    case .typeMismatch(let type, let context): return DecodingError.typeMismatch(type, located(context))
    case .valueNotFound(let type, let context): return DecodingError.valueNotFound(type, located(context))
    case .keyNotFound(let key, let context): return DecodingError.keyNotFound(key, located(context))
    case .dataCorrupted(let context): return DecodingError.dataCorrupted(located(context))
    @unknown default: return error
    }
  }
}
