import HTTPTypes

/// A form's fields (`application/x-www-form-urlencoded`), decoded as a type of yours and checked against its rules.
///
///     app.post("/sign-in") { (form: Form<SignIn>) in
///       …form.name…
///     }
///
/// The fields are read as ``Query`` reads them. A form that has files is a `multipart/form-data` body, which this isn't.
@dynamicMemberLookup
public struct Form<Value: Decodable & Sendable>: RequestExtractable {
  /// The value.
  public let value: Value

  /// The whole body.
  public static var extractionSource: ExtractionSource { .body }

  /// A form's value, for a handler that is called otherwise than by a request.
  public init(_ value: Value) {
    self.value = value
  }

  /// Decodes the body.
  ///
  /// - Throws: ``ValidationError`` with everything that is wrong; ``HTTPError`` 415 for another content type and 400 if the
  ///   form is malformed; what ``RequestBody/collect()`` throws.
  public static func extract(from context: inout ExtractionContext) throws -> Form {
    _ = try BodyFormat(of: context.request, among: [.form])
    return Form(try FormContent.decode(Value.self, fromBodyOf: context.request))
  }

  /// A property of the value.
  public subscript<Member>(dynamicMember property: KeyPath<Value, Member>) -> Member {
    value[keyPath: property]
  }
}
