import FastCGI

/// A buffer for a file's bytes.
///
/// It keeps them in memory while there is room, and then in a temporary file.
struct UploadSpool {
  private(set) var size = 0
  private var bytes: [UInt8] = []
  private var file: TemporaryFile?

  /// Appends bytes.
  ///
  /// - Parameters:
  ///   - chunk: the bytes to append.
  ///   - memoryLeft: the number of bytes that may still be kept in memory; reduced by those that are kept.
  /// - Throws: ``HTTPError`` 507 if there is no space for a temporary file; `SystemError` if it can't be written for
  ///   another reason.
  mutating func append(_ chunk: [UInt8], memoryLeft: inout Int) throws {
    size += chunk.count
    if file == nil, chunk.count <= memoryLeft {
      memoryLeft -= chunk.count
      bytes += chunk
      return
    }
    try HTTPError.tellingNoSpace { try write(chunk, memoryLeft: &memoryLeft) }
  }

  private mutating func write(_ chunk: [UInt8], memoryLeft: inout Int) throws(SystemError) {
    if let file { return try file.append(chunk) }
    let file = try TemporaryFile()
    try file.append(bytes + chunk)
    self.file = file
    memoryLeft += bytes.count
    bytes = []
  }

  /// Finishes the file and returns its content.
  ///
  /// - Throws: `SystemError` if the temporary file can't be closed.
  func finish() throws(SystemError) -> UploadedFile.Content {
    guard let file else { return .memory(bytes) }
    try file.close()
    return .temporary(file)
  }
}
