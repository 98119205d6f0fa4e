import HTTPTypes

/// The fields of a form (`application/x-www-form-urlencoded`), decoded into a type of your own and checked against its
/// rules.
///
///     app.post("/sign-in") { (form: Form<SignIn>) in
///       …form.name…
///     }
///
/// The fields are decoded as for ``Query``. For a form with files, which is `multipart/form-data`, use ``Multipart``.
@dynamicMemberLookup
public struct Form<Value: Decodable & Sendable>: RequestExtractable {
  /// The value.
  public let value: Value

  /// The whole body.
  public static var extractionSource: ExtractionSource { .body }

  /// Creates a form from a value, to call a handler without a request.
  public init(_ value: Value) {
    self.value = value
  }

  /// Decodes the body.
  ///
  /// - Throws: `ValidationError` with every value that is missing, mistyped or against a rule; ``HTTPError`` 415 for
  ///   another content type, and 400 for a malformed form; the errors of ``RequestBody/collect()``.
  public static func extract(from context: inout ExtractionContext) throws -> Form {
    _ = try BodyFormat(of: context.request, among: [.form])
    return Form(try FormContent.decode(Value.self, fromBodyOf: context.request))
  }

  /// Returns a property of the value.
  public subscript<Member>(dynamicMember property: KeyPath<Value, Member>) -> Member {
    value[keyPath: property]
  }
}

extension FormContent {
  /// Decodes a value from a request's query.
  ///
  /// - Throws: `ValidationError` with every value that is missing, mistyped or against a rule; ``HTTPError`` 400 for
  ///   a malformed query.
  static func decode<Value: Decodable>(_ type: Value.Type, fromQueryOf request: Request) throws -> Value {
    try toldAsHTTPError { try decode(type, from: request.query, of: "query") }
  }

  /// Decodes a value from a request's form body.
  ///
  /// - Throws: `ValidationError` with every value that is missing, mistyped or against a rule; ``HTTPError`` 400 for
  ///   a malformed form; the errors of ``RequestBody/collect()``.
  static func decode<Value: Decodable>(_ type: Value.Type, fromBodyOf request: Request) throws -> Value {
    let body = try request.body.collect()
    return try toldAsHTTPError {
      guard let text = String(validating: body, as: UTF8.self) else { throw FormError.notUTF8 }
      return try decode(type, from: text, of: "form")
    }
  }

  /// Decodes a value from the fields of a multipart form.
  ///
  /// - Throws: `ValidationError` with every value that is missing, mistyped or against a rule; ``HTTPError`` 400 if
  ///   the fields' names contradict each other.
  static func decode<Value: Decodable>(_ type: Value.Type, from fields: [Multipart.Field]) throws -> Value {
    try toldAsHTTPError { try decode(type, from: fields.map { (name: $0.name, value: $0.value) }) }
  }

  private static func toldAsHTTPError<Value>(_ decode: () throws -> Value) throws -> Value {
    do {
      return try decode()
    } catch let error as FormError {
      throw error.httpError
    }
  }
}
