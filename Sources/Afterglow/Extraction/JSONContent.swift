import HTTPTypes

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// JSON bodies, in and out.
///
/// Dates are ISO 8601 both ways.
enum JSONContent {
  static func encode(_ value: any Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .iso8601
    return Array(try encoder.encode(value))
  }

  /// The value of a body.
  ///
  /// - Throws: ``ValidationError`` with everything that is wrong; ``HTTPError`` 400 if the text is malformed.
  static func decode<Value: Decodable>(_ type: Value.Type, fromBody bytes: [UInt8]) throws -> Value {
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

  static let malformed = HTTPError(.badRequest, detail: "The request body is not valid JSON.")

  private static func explain<Value: Decodable>(
    _ error: any Error, decoding type: Value.Type, from bytes: [UInt8]
  ) -> any Error {
    guard let value = JSONParser.parse(bytes) else { return malformed }
    let failures = FailureCollector.failures(decoding: type, from: value)
    guard failures.isEmpty else { return ValidationError(failures) }
    // A type whose initialiser throws once and not again; the data is the client's all the same.
    return ValidationError([.refusal(at: (error as? DecodingError)?.path ?? [], input: nil)])
  }
}
