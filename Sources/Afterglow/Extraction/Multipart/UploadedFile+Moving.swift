#if canImport(Glibc)
  import Glibc
#endif
import FastCGI
import Synchronization
import SystemPackage

extension UploadedFile {
  /// Moves the file to a path, replacing an existing file, and keeps it there.
  ///
  /// A temporary file on the same file system is renamed; any other file is copied. In both cases the complete file
  /// appears at once. Its owner may read and write it, its group may read it (mode 0640).
  ///
  /// - Throws: `SystemError` if the file can't be moved, for example because the folder doesn't exist. The file then
  ///   stays where it was.
  public func move(to path: String) throws {
    let destination = FilePath(path)
    try content.withLock { content in
      try Self.move(content, to: destination)
      if case .temporary(let file) = content, file.path != destination { file.release() }
      content = .moved(destination)
    }
  }

  private static func move(_ content: Content, to destination: FilePath) throws {
    switch content {
    case .memory: try copy(content, to: destination)
    case .temporary(let file): try move(file.path, content, to: destination)
    case .moved(let path): try move(path, content, to: destination)
    }
  }

  private static func move(_ source: FilePath, _ content: Content, to destination: FilePath) throws {
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

  /// Writes a copy in the destination's folder, and gives it the destination's name once it is complete.
  private static func copy(_ content: Content, to destination: FilePath) throws {
    guard let name = destination.lastComponent?.string else {
      throw SystemError("rename", on: "a file to \(destination)", number: EISDIR)
    }
    let folder = try OpenFolder(destination.removingLastComponent().string)
    let draft = try DraftFile(in: folder)
    let reader = try UploadedFileReader(content)
    while let chunk = try reader.nextChunk() { try draft.append(chunk) }
    _ = try folder.withLock { try draft.put(under: name, after: folder.version(of: name)) }
  }

  private static func replace(_ destination: FilePath, with source: FilePath) throws(SystemError) {
    guard rename(source.string, destination.string) == 0 else {
      throw SystemError("rename", on: "\(source) to \(destination)")
    }
  }

  private static let permissions: FilePermissions = [.ownerReadWrite, .groupRead]
}
