/// Collects the parts of a form.
struct MultipartCollector {
  private(set) var form = Multipart()
  private let limits: MultipartLimits
  private var fieldsSize = 0
  private var memoryLeft: Int

  init(limits: MultipartLimits) {
    self.limits = limits
    memoryLeft = limits.fileMemory
  }

  /// Reads a part with its content and adds it to the form.
  ///
  /// - Throws: `MultipartError` if a limit is exceeded or a field is not UTF-8; an error of reading the part or of
  ///   writing a temporary file.
  mutating func add(_ part: MultipartPart) throws {
    try count(part.head.keptSize)
    if let filename = part.filename {
      try addFile(part, filename: filename)
    } else {
      try addField(part)
    }
  }

  private mutating func addField(_ part: MultipartPart) throws {
    var bytes: [UInt8] = []
    while let chunk = try part.nextChunk() {
      try count(chunk.count)
      bytes += chunk
    }
    guard let value = String(validating: bytes, as: UTF8.self) else {
      throw MultipartError.malformed(.fieldText)
    }
    form.fields.append(Multipart.Field(name: part.name, value: value))
  }

  private mutating func addFile(_ part: MultipartPart, filename: String) throws {
    var spool = UploadSpool()
    while let chunk = try part.nextChunk() {
      guard chunk.count <= limits.maxFileSize - spool.size else {
        throw MultipartError.overLimit(.fileSize(limits.maxFileSize))
      }
      try spool.append(chunk, memoryLeft: &memoryLeft)
    }
    let content = try spool.finish()
    // Browsers send an empty file without a name if no file was chosen.
    guard spool.size > 0 || !filename.isEmpty else { return }
    form.files.append(
      UploadedFile(
        name: part.name, filename: filename, contentType: part.contentType, size: spool.size, content: content
      ))
  }

  private mutating func count(_ size: Int) throws(MultipartError) {
    fieldsSize += size
    guard fieldsSize <= limits.maxFieldsSize else { throw .overLimit(.fieldsSize(limits.maxFieldsSize)) }
  }
}
