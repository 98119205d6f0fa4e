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
  /// - Throws: ``ValidationError`` with every value that is missing, mistyped or against a rule; ``HTTPError`` 415 for
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
