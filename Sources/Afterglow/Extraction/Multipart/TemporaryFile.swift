import FastCGI
import Synchronization
import SystemPackage

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A file of its own in ``TemporaryFilesFolder``, which nobody else may read.
///
/// It is there as long as the value is, unless it has been moved away.
final class TemporaryFile: Sendable {
  let path: FilePath
  private let folder: TemporaryFilesFolder
  private let descriptor: Mutex<FileDescriptor?>
  private let isMoved = Atomic(false)

  /// An empty file, open for writing.
  ///
  /// - Throws: `SystemError` if it can't be made.
  init() throws(SystemError) {
    let folder = try TemporaryFilesFolder.current()
    let path = folder.path.appending(UUID().uuidString.lowercased())
    let file = try SystemError.wrapping("open", path) {
      try FileDescriptor.open(
        path, .writeOnly, options: [.create, .exclusiveCreate, .closeOnExec], permissions: .ownerReadWrite)
    }
    (self.path, self.folder) = (path, folder)
    descriptor = Mutex(file)
  }

  deinit {
    try? close()
    if !isMoved.load(ordering: .acquiring) { _ = try? FileManager.default.removeItem(atPath: path.string) }
  }

  /// Writes at the end.
  ///
  /// - Throws: `SystemError`.
  func append(_ bytes: [UInt8]) throws(SystemError) {
    try SystemError.wrapping("write", path) {
      _ = try descriptor.withLock { file in
        guard let file else { throw Errno.badFileDescriptor }
        return try file.writeAll(bytes)
      }
    }
  }

  /// Ends the writing.
  ///
  /// - Throws: `SystemError`.
  func close() throws(SystemError) {
    try SystemError.wrapping("close", path) {
      try descriptor.withLock { file in
        defer { file = nil }
        try file?.close()
      }
    }
  }

  /// Leaves the file to whoever moved it.
  func release() {
    isMoved.store(true, ordering: .releasing)
  }
}

extension SystemError {
  /// Runs calls of SystemPackage and says of a failure what it was of.
  ///
  /// - Throws: `SystemError`.
  static func wrapping<Result>(
    _ call: String, _ path: FilePath, _ body: () throws -> Result
  ) throws(SystemError) -> Result {
    do {
      return try body()
    } catch {
      throw SystemError(call, on: path.string, number: (error as? Errno)?.rawValue ?? Errno.ioError.rawValue)
    }
  }
}
