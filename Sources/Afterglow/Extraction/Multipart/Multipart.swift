/// A complete form of `multipart/form-data` (RFC 7578), which browsers send for forms with files.
///
///     app.post("/avatars") { (form: Multipart) in
///       let image = try form.requiredFile(named: "image")
///       try image.move(to: "/srv/avatars/\(id)")
///       return "Thank you, \(form["name"] ?? "somebody")."
///     }
///
/// Fields and small files are in memory. Files beyond `MultipartLimits.fileMemory` are written to temporary files
/// while they arrive, so that memory use does not grow with the size of an upload. See `MultipartLimits` for the
/// limits. To store files elsewhere directly, use ``MultipartStream``.
public struct Multipart: RequestExtractable {
  /// A text field of a form.
  public struct Field: Sendable, Equatable {
    /// The name of the field in the form.
    public let name: String

    /// The text.
    public let value: String
  }

  /// The fields, in the order of the form.
  public internal(set) var fields: [Field] = []

  /// The files, in the order of the form.
  ///
  /// File inputs in which no file was chosen are left out.
  public internal(set) var files: [UploadedFile] = []

  init() {}

  /// The body as it arrives.
  public static var extractionSource: ExtractionSource { .bodyStream }

  /// Reads the form.
  ///
  /// - Throws: ``HTTPError`` 415 for another content type, 400 for a malformed form, 413 if a limit is exceeded, and
  ///   507 if there is no space for a temporary file; the errors of ``RequestBody/nextChunk()``; `SystemError` if a
  ///   temporary file can't be written for another reason.
  public static func extract(from context: inout ExtractionContext) throws -> Multipart {
    try MultipartStream.extract(from: &context).collect()
  }

  /// Returns the value of the first field with this name, or `nil` if there is none.
  public subscript(name: String) -> String? { fields.first { $0.name.isExactly(name) }?.value }

  /// Returns the values of all fields with this name, in the order of the form.
  public func values(of name: String) -> [String] {
    fields.filter { $0.name.isExactly(name) }.map(\.value)
  }

  /// Returns the first file whose field has this name, or `nil` if there is none.
  public func file(named name: String) -> UploadedFile? { files.first { $0.name.isExactly(name) } }

  /// Returns all files whose field has this name, in the order of the form.
  public func files(named name: String) -> [UploadedFile] { files.filter { $0.name.isExactly(name) } }

  /// Decodes the fields into a type of your own and checks its rules; the fields are decoded as for ``Query``.
  ///
  ///     let profile = try form.decode(Profile.self)
  ///
  /// - Parameter type: the type to decode.
  /// - Returns: the decoded value.
  /// - Throws: `ValidationError` with every value that is missing, mistyped or against a rule; ``HTTPError`` 400 if
  ///   the fields' names contradict each other.
  public func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    try FormContent.decode(type, from: fields)
  }

  /// Returns the value of the first field with this name.
  ///
  /// - Throws: `ValidationError` if there is none; the client gets a 400.
  public func requiredValue(of name: String) throws(ValidationError) -> String {
    guard let value = self[name] else { throw .missing(name) }
    return value
  }

  /// Returns the first file whose field has this name.
  ///
  /// - Throws: `ValidationError` if there is none; the client gets a 400.
  public func requiredFile(named name: String) throws(ValidationError) -> UploadedFile {
    guard let file = file(named: name) else { throw .missing(name) }
    return file
  }
}

extension ValidationError {
  fileprivate static func missing(_ name: String) -> ValidationError {
    ValidationError([ValidationFailure(type: "missing", location: [.key(name)], message: "Field required")])
  }
}
