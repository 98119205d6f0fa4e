#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension JSONDocument {
  /// A value as that type.
  ///
  /// The rules of what is inside it are checked, its own are not.
  ///
  /// - Throws: what the type's initialiser throws. The decoder's own errors have the value's place as their path.
  func decode<Value: Decodable>(_ type: Value.Type, at index: Int) throws -> Value {
    // Types are compared one by one, since that costs a tenth of looking for a conformance.
    if type == String.self { return Self.same(try require(string(at: index), at: index), as: type) }
    if type == Int.self { return Self.same(try require(integer(at: index) as Int?, at: index), as: type) }
    if type == Bool.self { return Self.same(try require(bool(at: index), at: index), as: type) }
    if type == Double.self { return Self.same(try require(double(at: index), at: index), as: type) }
    if type == Float.self { return Self.same(try require(float(at: index), at: index), as: type) }
    if type == JSONValue.self { return Self.same(try anyValue(at: index), as: type) }
    return try decodeInteger(type, at: index) ?? decodeFoundationType(type, at: index)
      ?? Value(from: decoder(at: index))
  }

  private func decodeInteger<Value: Decodable>(_ type: Value.Type, at index: Int) throws -> Value? {
    if type == Int64.self { return Self.same(try require(integer(at: index) as Int64?, at: index), as: type) }
    if type == UInt.self { return Self.same(try require(integer(at: index) as UInt?, at: index), as: type) }
    if type == UInt64.self {
      return Self.same(try require(integer(at: index) as UInt64?, at: index), as: type)
    }
    if type == Int32.self { return Self.same(try require(integer(at: index) as Int32?, at: index), as: type) }
    if type == UInt32.self {
      return Self.same(try require(integer(at: index) as UInt32?, at: index), as: type)
    }
    if type == Int16.self { return Self.same(try require(integer(at: index) as Int16?, at: index), as: type) }
    if type == UInt16.self {
      return Self.same(try require(integer(at: index) as UInt16?, at: index), as: type)
    }
    if type == Int8.self { return Self.same(try require(integer(at: index) as Int8?, at: index), as: type) }
    if type == UInt8.self { return Self.same(try require(integer(at: index) as UInt8?, at: index), as: type) }
    if type == Int128.self {
      return Self.same(try require(integer(at: index) as Int128?, at: index), as: type)
    }
    if type == UInt128.self {
      return Self.same(try require(integer(at: index) as UInt128?, at: index), as: type)
    }
    return nil
  }

  private func decodeFoundationType<Value: Decodable>(_ type: Value.Type, at index: Int) throws -> Value? {
    if type == Date.self { return Self.same(try require(date(at: index), at: index), as: type) }
    if type == Data.self { return Self.same(try require(data(at: index), at: index), as: type) }
    if type == URL.self { return Self.same(try require(url(at: index), at: index), as: type) }
    if type == Decimal.self { return Self.same(try require(decimal(at: index), at: index), as: type) }
    return nil
  }

  /// The value as the type that it has: a cast that the compiler doesn't see to be one takes longer than all the rest.
  @inline(__always)
  private static func same<Known, Value>(_ value: Known, as type: Value.Type) -> Value {
    unsafeBitCast(value, to: type)
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

  /// The error of a value that is of the kind that was asked for, or of another.
  private func unfit(_ type: Any.Type, at index: Int) -> DecodingError {
    switch (kind(at: index), type) {
    case (.integer, is any Numeric.Type), (.number, is any Numeric.Type):
      .dataCorrupted(context(at: index, "The number does not fit in \(type)."))
    case (.string, is Date.Type), (.string, is Data.Type), (.string, is URL.Type):
      .dataCorrupted(context(at: index, "The text is not a valid \(type)."))
    default: mismatch(type, at: index)
    }
  }

  /// The error of a value of another kind than was asked for.
  func mismatch(_ type: Any.Type, at index: Int) -> DecodingError {
    kind(at: index) == .null
      ? .valueNotFound(type, context(at: index, "Expected \(type) but found null instead."))
      : .typeMismatch(type, context(at: index, "Expected \(type) but found something else instead."))
  }

  private func context(at index: Int, _ description: String) -> DecodingError.Context {
    DecodingError.Context(codingPath: place(index), debugDescription: description)
  }

  func place(_ index: Int) -> [any CodingKey] { [JSONKey.place(self, index)] }

  /// The error with the whole way to the value as its path, for whoever is outside the decoder.
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
