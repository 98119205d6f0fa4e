/// A form of `multipart/form-data` (RFC 7578), whole: what browsers send of a form with files.
///
///     app.post("/avatars") { (form: Multipart) in
///       let image = try form.requiredFile(named: "image")
///       try image.move(to: "/srv/avatars/\(id)")
///       return "Thank you, \(form["name"] ?? "somebody")."
///     }
///
/// Fields are in memory, and so are small files. What is beyond ``MultipartLimits/fileMemory`` is written to temporary
/// files while it arrives, so an upload of any size takes no more memory; see ``MultipartLimits`` for what is refused.
/// ``MultipartStream`` is for files that should go elsewhere at once.
public struct Multipart: RequestExtractable {
  /// A field of a form.
  public struct Field: Sendable, Equatable {
    /// The name that the form gives it.
    public let name: String

    /// The text.
    public let value: String
  }

  /// The fields, in the order of the form.
  public internal(set) var fields: [Field] = []

  /// The files, in the order of the form; without those that the form had room for and nobody chose.
  public internal(set) var files: [UploadedFile] = []

  init() {}

  /// The body, as it arrives: files are written while they do.
  public static var extractionSource: ExtractionSource { .bodyStream }

  /// Reads the form.
  ///
  /// - Throws: ``HTTPError`` 415 for another content type, 400 for a malformed form, 413 for what is over a limit and 507
  ///   if a temporary file has no room; what ``RequestBody/nextChunk()`` throws; `SystemError` if a temporary file can't
  ///   be written for another reason.
  public static func extract(from context: inout ExtractionContext) throws -> Multipart {
    try MultipartStream.extract(from: &context).collect()
  }

  /// The value of the first field with that name, or `nil` if there is none.
  public subscript(name: String) -> String? { fields.first { $0.name.isExactly(name) }?.value }

  /// The values of every field with that name, in order.
  public func values(of name: String) -> [String] {
    fields.filter { $0.name.isExactly(name) }.map(\.value)
  }

  /// The first file with that name in the form, or `nil` if there is none.
  public func file(named name: String) -> UploadedFile? { files.first { $0.name.isExactly(name) } }

  /// Every file with that name in the form, in order.
  public func files(named name: String) -> [UploadedFile] { files.filter { $0.name.isExactly(name) } }

  /// The fields as a type of yours, checked against its rules; they are read as ``Query`` reads names and values.
  ///
  ///     let profile = try form.decode(Profile.self)
  ///
  /// - Parameter type: the type.
  /// - Returns: the value.
  /// - Throws: ``ValidationError`` with everything that is wrong; ``HTTPError`` 400 if names contradict each other.
  public func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    try FormContent.decode(type, from: fields)
  }

  /// The value of the first field with that name.
  ///
  /// - Throws: ``ValidationError`` if there is none, which is a 400.
  public func requiredValue(of name: String) throws(ValidationError) -> String {
    guard let value = self[name] else { throw .missing(name) }
    return value
  }

  /// The first file with that name in the form.
  ///
  /// - Throws: ``ValidationError`` if there is none, which is a 400.
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
