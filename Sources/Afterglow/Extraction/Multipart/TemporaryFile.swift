import FastCGI
import Synchronization
import SystemPackage

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A file in ``TemporaryFilesFolder`` that only the owner may read.
///
/// The file is deleted together with this object, unless it has been moved away.
final class TemporaryFile: Sendable {
  let path: FilePath
  private let folder: TemporaryFilesFolder
  private let descriptor: Mutex<FileDescriptor?>
  private let isMoved = Atomic(false)

  /// Creates an empty file and opens it for writing.
  ///
  /// - Throws: `SystemError` if the file can't be created.
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

  /// Appends bytes to the file.
  ///
  /// - Throws: `SystemError` if writing fails.
  func append(_ bytes: [UInt8]) throws(SystemError) {
    try SystemError.wrapping("write", path) {
      _ = try descriptor.withLock { file in
        guard let file else { throw Errno.badFileDescriptor }
        return try file.writeAll(bytes)
      }
    }
  }

  /// Closes the file for writing.
  ///
  /// - Throws: `SystemError` if closing fails.
  func close() throws(SystemError) {
    try SystemError.wrapping("close", path) {
      try descriptor.withLock { file in
        defer { file = nil }
        try file?.close()
      }
    }
  }

  /// Keeps the object from deleting the file, which has been moved away.
  func release() {
    isMoved.store(true, ordering: .releasing)
  }
}

extension SystemError {
  /// Runs a call of SystemPackage and adds the call's name and the path to its error.
  ///
  /// - Throws: `SystemError` if the call fails.
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
