/// JSON bodies, in and out.
///
/// Members are written in the order of their names. Dates are ISO 8601 both ways, unless the options say otherwise.
package enum JSONContent {
  /// The JSON of a value.
  ///
  /// - Throws: `EncodingError` with the way to a number that is not finite, or if the value encodes nothing; what the type's
  ///   own method throws.
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

  /// The value of a JSON text, for whoever wants the first mistake only.
  ///
  /// No rules are checked.
  ///
  /// - Throws: ``JSONSyntaxError``; `DecodingError` with the way to the value; what the type's initialiser throws.
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

  /// The value of a body.
  ///
  /// - Throws: ``ValidationError`` with everything that is wrong; ``MalformedJSONError`` if the text is malformed.
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

  /// Whether a text is JSON.
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
    // A type whose initialiser throws once and not again; the data is the client's all the same.
    let path = (error as? DecodingError)?.path ?? []
    return ValidationError([.refusal(at: path.map(\.position), input: nil)])
  }
}

/// A body that is not valid JSON.
package struct MalformedJSONError: Error, CustomStringConvertible {
  /// What is wrong, and where.
  package let reason: JSONSyntaxError

  init(_ reason: JSONSyntaxError) {
    self.reason = reason
  }

  /// What the client is told.
  package var description: String { "The request body is not valid JSON: \(reason)." }
}
