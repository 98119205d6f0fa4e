import FastCGI
import SystemPackage

/// Reads an uploaded file from its beginning, in memory or on disk.
final class UploadedFileReader {
  private static let chunkSize = 64 << 10

  private let path: FilePath
  private let descriptor: FileDescriptor?
  private var remaining: ArraySlice<UInt8> = []

  /// Opens the file.
  ///
  /// - Throws: `SystemError` if the file can't be opened.
  init(_ content: UploadedFile.Content) throws(SystemError) {
    switch content {
    case .memory(let bytes):
      path = FilePath()
      descriptor = nil
      remaining = bytes[...]
      return
    case .temporary(let file): path = file.path
    case .moved(let path): self.path = path
    }
    let path = path
    descriptor = try SystemError.wrapping("open", path) {
      try FileDescriptor.open(path, .readOnly, options: .closeOnExec)
    }
  }

  deinit { try? descriptor?.close() }

  /// Returns the next piece, or `nil` at the end.
  ///
  /// - Throws: `SystemError` if the file can't be read.
  func nextChunk() throws(SystemError) -> [UInt8]? {
    let chunk = try descriptor.map(read) ?? takeRemaining()
    return chunk.isEmpty ? nil : chunk
  }

  private func read(_ descriptor: FileDescriptor) throws(SystemError) -> [UInt8] {
    try SystemError.wrapping("read", path) {
      try [UInt8](unsafeUninitializedCapacity: Self.chunkSize) { buffer, count in
        count = try descriptor.read(into: UnsafeMutableRawBufferPointer(buffer))
      }
    }
  }

  private func takeRemaining() -> [UInt8] {
    defer { remaining = remaining.dropFirst(Self.chunkSize) }
    return Array(remaining.prefix(Self.chunkSize))
  }
}
