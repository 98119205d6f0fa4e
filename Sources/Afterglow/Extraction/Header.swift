import HTTPTypes

/// A header field of the request, for a handler to take.
///
///     app.get("/") { (agent: Header<HeaderKeys.UserAgent>) in "You use \(agent.value)." }
///
/// A field that isn't there is a 400, and so is a value that the key's type doesn't spell. `Header<…>?` is `nil` for a
/// field that isn't there.
///
/// Of a field that was sent several times the web server makes one, with commas between the values, or passes on the
/// first.
public struct Header<Key: HeaderKey>: RequestExtractable {
  /// The field's value.
  public let value: Key.Value

  /// The field's value, if the request has it.
  ///
  /// - Throws: ``ValidationError`` if it spells no value of the key's type.
  public static func extractIfPresent(from context: inout ExtractionContext) throws -> Header? {
    guard let name = HTTPField.Name(Key.name) else {
      preconditionFailure("\(Key.self): '\(Key.name)' is not the name of a header field")
    }
    guard let text = context.request.headers[name] else { return nil }
    guard let value = Key.Value(pathSegment: text) else {
      throw ValidationError([Key.Value.failure(at: location, input: text)])
    }
    return Header(value: value)
  }

  /// The field's value.
  ///
  /// - Throws: ``ValidationError`` if the request doesn't have the field, or it spells no value of the key's type.
  public static func extract(from context: inout ExtractionContext) throws -> Header {
    guard let header = try extractIfPresent(from: &context) else {
      throw ValidationError([
        ValidationFailure(type: "missing", location: location, message: "Field required")
      ])
    }
    return header
  }

  private static var location: [ValidationFailure.Position] {
    [.key("header"), .key(Key.name.lowercased())]
  }
}
