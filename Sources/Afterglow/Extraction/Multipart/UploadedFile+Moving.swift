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
    do {
      try replace(destination, with: source)
    } catch let error as SystemError where error.number == EXDEV {
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
    let folder = try folder(of: destination)
    let draft = try DraftFile(in: folder)
    let reader = try UploadedFileReader(content)
    while let chunk = try reader.nextChunk() { try draft.append(chunk) }
    _ = try folder.withLock { try draft.put(under: name, after: folder.version(of: name)) }
  }

  /// Renames a file while it holds the lock of its new folder.
  ///
  /// Otherwise a ``FileDraft`` could check its preconditions just before, and then replace this file.
  private static func replace(_ destination: FilePath, with source: FilePath) throws {
    try folder(of: destination).withLock {
      guard rename(source.string, destination.string) == 0 else {
        throw SystemError("rename", on: "\(source) to \(destination)")
      }
    }
  }

  private static func folder(of path: FilePath) throws(SystemError) -> OpenFolder {
    try OpenFolder(path.removingLastComponent().string)
  }

  private static let permissions: FilePermissions = [.ownerReadWrite, .groupRead]
}
