#if canImport(Glibc)
  import Glibc
#endif
import FastCGI
import Synchronization
import SystemPackage

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension UploadedFile {
  /// Moves the file to a path, in place of a file that is there, and keeps it.
  ///
  /// A temporary file on the same file system is renamed, another one is copied. Either way a whole file appears at the
  /// path. Its owner may write it, and its group may read it (mode 0640).
  ///
  /// - Throws: `SystemError` if it can't be put there, because the folder doesn't exist for example. The file is then where
  ///   it was.
  public func move(to path: String) throws {
    let destination = FilePath(path)
    try content.withLock { content in
      try Self.move(content, to: destination)
      if case .temporary(let file) = content, file.path != destination { file.release() }
      content = .moved(destination)
    }
  }

  private static func move(_ content: Content, to destination: FilePath) throws(SystemError) {
    switch content {
    case .memory: try copy(content, to: destination)
    case .temporary(let file): try move(file.path, content, to: destination)
    case .moved(let path): try move(path, content, to: destination)
    }
  }

  private static func move(
    _ source: FilePath, _ content: Content, to destination: FilePath
  ) throws(SystemError) {
    guard source != destination else { return }
    do throws(SystemError) {
      try replace(destination, with: source)
    } catch  where error.number == EXDEV {
      try copy(content, to: destination)
      unlink(source.string)
      return
    }
    guard chmod(destination.string, permissions.rawValue) == 0 else {
      throw SystemError("chmod", on: destination.string)
    }
  }

  /// Writes a copy beside the destination, and gives it that name once it is whole.
  private static func copy(_ content: Content, to destination: FilePath) throws(SystemError) {
    let draft = FilePath("\(destination).\(UUID().uuidString.lowercased()).tmp")
    do throws(SystemError) {
      let reader = try UploadedFileReader(content)
      let file = try SystemError.wrapping("open", draft) {
        try FileDescriptor.open(
          draft, .writeOnly, options: [.create, .exclusiveCreate, .closeOnExec], permissions: permissions)
      }
      try SystemError.wrapping("write", draft) {
        try file.closeAfter { while let chunk = try reader.nextChunk() { try file.writeAll(chunk) } }
      }
      try replace(destination, with: draft)
    } catch {
      unlink(draft.string)
      throw error
    }
  }

  private static func replace(_ destination: FilePath, with source: FilePath) throws(SystemError) {
    guard rename(source.string, destination.string) == 0 else {
      throw SystemError("rename", on: "\(source) to \(destination)")
    }
  }

  private static let permissions: FilePermissions = [.ownerReadWrite, .groupRead]
}
