#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// JSON bodies, in and out.
///
/// Dates are ISO 8601 both ways.
package enum JSONContent {
  package static func encode(_ value: any Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .iso8601
    return Array(try encoder.encode(value))
  }

  /// The value of a body.
  ///
  /// - Throws: ``ValidationError`` with everything that is wrong; ``MalformedJSONError`` if the text is malformed.
  package static func decode<Value: Decodable>(_ type: Value.Type, fromBody bytes: [UInt8]) throws -> Value {
    do {
      let value = try decode(type, from: bytes)
      try RuleChecking.check(value)
      return value
    } catch {
      throw explain(error, decoding: type, from: bytes)
    }
  }

  /// The value as that type, as if it had come by itself.
  ///
  /// The rules of what is inside it are checked, its own are not.
  static func decode<Value: Decodable>(_ type: Value.Type, from value: JSONValue) throws -> Value {
    try decode(type, from: encode(value))
  }

  private static func decode<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws -> Value {
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .iso8601
    decoder.userInfo = RuleChecking.userInfo
    return try decoder.decode(type, from: Data(bytes))
  }

  private static func explain<Value: Decodable>(
    _ error: any Error, decoding type: Value.Type, from bytes: [UInt8]
  ) -> any Error {
    guard let value = JSONParser.parse(bytes) else { return MalformedJSONError() }
    let failures = FailureCollector.failures(decoding: type, from: value)
    guard failures.isEmpty else { return ValidationError(failures) }
    // A type whose initialiser throws once and not again; the data is the client's all the same.
    return ValidationError([.refusal(at: (error as? DecodingError)?.path ?? [], input: nil)])
  }
}

/// A body that is not valid JSON.
package struct MalformedJSONError: Error, CustomStringConvertible {
  package init() {}

  /// What the client is told.
  package var description: String { "The request body is not valid JSON." }
}
