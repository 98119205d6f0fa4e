/// Puts a form together out of its parts.
struct MultipartCollector {
  private(set) var form = Multipart()
  private let limits: MultipartLimits
  private var fieldsSize = 0
  private var memoryLeft: Int

  init(limits: MultipartLimits) {
    self.limits = limits
    memoryLeft = limits.fileMemory
  }

  /// Takes a part with its content.
  ///
  /// - Throws: ``MultipartError`` for what is over a limit or no text; what reading the part and writing a temporary file
  ///   throw.
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
    // What browsers send for a file that nobody chose.
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
