import FastCGI
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

  static func decode<Value: Decodable>(_ type: Value.Type, from request: Request) throws -> Value {
    try checkContentType(of: request)
    let bytes = try request.body.collect()
    do {
      return try decode(type, from: bytes)
    } catch {
      throw explain(error, decoding: type, from: bytes)
    }
  }

  /// The value as that type, as if it had come by itself.
  static func decode<Value: Decodable>(_ type: Value.Type, from value: JSONValue) throws -> Value {
    try decode(type, from: encode(value))
  }

  private static func decode<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws -> Value {
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .iso8601
    return try decoder.decode(type, from: Data(bytes))
  }

  private static func checkContentType(of request: Request) throws(HTTPError) {
    let text = request.contentType
    guard let type = MediaType(text), type.isJSON, type.isUTF8 else {
      let given =
        text.isEmpty ? "The request has no content type" : "The content type '\(text)' can't be read here"
      throw HTTPError(.unsupportedMediaType, detail: "\(given); send application/json.")
    }
  }

  private static func explain<Value: Decodable>(
    _ error: any Error, decoding type: Value.Type, from bytes: [UInt8]
  ) -> any Error {
    guard let value = JSONParser.parse(bytes) else {
      return HTTPError(.badRequest, detail: "The request body is not valid JSON.")
    }
    let failures = FailureCollector.failures(decoding: type, from: value)
    guard failures.isEmpty else { return ValidationError(failures) }
    // A type whose initialiser throws once and not again; the data is the client's all the same.
    return ValidationError([.refusal(at: (error as? DecodingError)?.path ?? [], input: nil)])
  }
}
