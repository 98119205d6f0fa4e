import FastCGI

/// Takes a file's bytes: in memory as long as there is room, in a temporary file from then on.
struct UploadSpool {
  private(set) var size = 0
  private var bytes: [UInt8] = []
  private var file: TemporaryFile?

  /// Takes the next bytes.
  ///
  /// - Parameters:
  ///   - chunk: the bytes.
  ///   - memoryLeft: how many bytes may still be kept in memory; those that are kept are taken from it.
  /// - Throws: ``HTTPError`` 507 if there is no room for a temporary file; `SystemError` if it can't be written.
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

  /// What has been taken; no more will be.
  ///
  /// - Throws: `SystemError` if the temporary file can't be closed.
  func finish() throws(SystemError) -> UploadedFile.Content {
    guard let file else { return .memory(bytes) }
    try file.close()
    return .temporary(file)
  }
}
