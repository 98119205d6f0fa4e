/// Encodes and decodes JSON bodies.
///
/// Members are written in the order of their names. Dates are ISO 8601 in both directions, unless the options say
/// otherwise.
package enum JSONContent {
  /// Encodes a value as JSON.
  ///
  /// - Parameters:
  ///   - value: the value to encode.
  ///   - options: the options; the defaults of ``JSONOptions`` by default.
  ///   - userInfo: the user information for the value's type; empty by default.
  /// - Returns: the JSON text.
  /// - Throws: `EncodingError` with the path to a number that is not finite, or if the value encodes nothing; the
  ///   errors of the type's own method.
  package static func encode(
    _ value: some Encodable, options: JSONOptions = JSONOptions(), userInfo: [CodingUserInfoKey: Any] = [:]
  ) throws -> [UInt8] {
    let tree = JSONTree(options: options, userInfo: userInfo)
    try tree.encode(value, into: JSONTree.root)
    guard tree.nodes[JSONTree.root].kind != .empty else {
      throw EncodingError.invalidValue(
        value,
        EncodingError.Context(
          codingPath: [], debugDescription: "\(type(of: value)) did not encode any values."))
    }
    var writer = JSONTreeWriter(tree)
    writer.write(JSONTree.root)
    return writer.bytes
  }

  /// Decodes a JSON text, and reports only the first mistake.
  ///
  /// It doesn't check rules.
  ///
  /// - Parameters:
  ///   - type: the type to decode.
  ///   - bytes: the JSON text.
  ///   - options: the options; the defaults of ``JSONOptions`` by default.
  ///   - userInfo: the user information for the type's initialiser; empty by default.
  /// - Returns: the value.
  /// - Throws: ``JSONSyntaxError``; `DecodingError` with the path to the value; the errors of the type's initialiser.
  package static func decode<Value: Decodable>(
    _ type: Value.Type, from bytes: [UInt8], options: JSONOptions = JSONOptions(),
    userInfo: [CodingUserInfoKey: any Sendable] = [:]
  ) throws -> Value {
    let document = try JSONDocument(bytes, options: options, userInfo: userInfo, checksRules: false)
    do {
      return try document.decode(type, at: JSONDocument.root)
    } catch {
      throw document.located(error)
    }
  }

  /// Decodes a request's body.
  ///
  /// - Parameters:
  ///   - type: the type to decode.
  ///   - bytes: the body.
  ///   - options: the options; the defaults of ``JSONOptions`` by default.
  /// - Returns: the value.
  /// - Throws: ``ValidationError`` with all failures; ``MalformedJSONError`` if the text is malformed.
  package static func decode<Value: Decodable>(
    _ type: Value.Type, fromBody bytes: [UInt8], options: JSONOptions = JSONOptions()
  ) throws -> Value {
    let document = try read(bytes, options)
    do {
      let value = try document.decode(type, at: JSONDocument.root)
      try RuleChecking.check(value)
      return value
    } catch {
      throw explain(error, decoding: type, from: document)
    }
  }

  /// Returns whether a text is valid JSON.
  package static func isJSON(_ bytes: [UInt8]) -> Bool { (try? JSONDocument(bytes)) != nil }

  private static func read(_ bytes: [UInt8], _ options: JSONOptions) throws(MalformedJSONError)
    -> JSONDocument
  {
    do {
      return try JSONDocument(bytes, options: options)
    } catch {
      throw MalformedJSONError(error)
    }
  }

  private static func explain<Value: Decodable>(
    _ error: any Error, decoding type: Value.Type, from document: JSONDocument
  ) -> any Error {
    let failures = FailureCollector.failures(decoding: type, from: document)
    guard failures.isEmpty else { return ValidationError(failures) }
    // The type's initialiser threw once but not again; the client's data still counts as refused.
    let path = (error as? DecodingError)?.path ?? []
    return ValidationError([.refusal(at: path.map(\.position), input: nil)])
  }
}

/// The error for a body that is not valid JSON.
package struct MalformedJSONError: Error, CustomStringConvertible {
  /// The mistake and its position.
  package let reason: JSONSyntaxError

  init(_ reason: JSONSyntaxError) {
    self.reason = reason
  }

  /// The message for the client.
  package var description: String { "The request body is not valid JSON: \(reason)." }
}
