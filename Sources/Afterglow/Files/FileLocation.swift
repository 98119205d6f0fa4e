#if canImport(Glibc)
  import Glibc
#endif

/// The location of a file to send.
enum FileLocation: Sendable {
  /// A path anywhere; symbolic links are followed.
  case path(String)
  /// A path within a folder, which it can't leave; symbolic links are refused.
  case within(folder: String, components: [String])
  /// No location, because the name is invalid.
  case nowhere

  /// The path for logs, and for the media type of its extension.
  var path: String {
    switch self {
    case .path(let path): path
    case .within(let folder, let components): folder + "/" + components.joined(separator: "/")
    case .nowhere: ""
    }
  }

  /// Opens the file.
  ///
  /// - Throws: ``FileAccessError`` if the file can't be opened.
  func open() throws(FileAccessError) -> OpenFile {
    switch self {
    case .path(let path): try OpenFile(takingOver: Self.open(path, Self.reading, at: AT_FDCWD))
    case .within(let folder, let components): try Self.open(components, in: folder)
    case .nowhere: throw FileAccessError(number: ENOENT)
    }
  }

  /// Opens each component by itself, because `O_NOFOLLOW` applies only to the last component of a path.
  private static func open(
    _ components: [String], in folder: String
  ) throws(FileAccessError) -> OpenFile {
    guard let name = components.last else { throw .notRegular }
    var parent = try open(folder, searching, at: AT_FDCWD)
    defer { close(parent) }
    for component in components.dropLast() {
      let child = try open(component, searching | O_NOFOLLOW, at: parent)
      close(parent)
      parent = child
    }
    return try OpenFile(takingOver: open(name, reading | O_NOFOLLOW, at: parent))
  }

  /// The flags for reading.
  ///
  /// Without `O_NONBLOCK`, opening a named pipe would wait for a writer.
  private static let reading = O_RDONLY | O_NONBLOCK | O_NOCTTY

  /// The flags for passing through a folder.
  ///
  /// O_PATH, which Swift's Glibc lacks, needs only search permission.
  private static let searching = O_DIRECTORY | 0o10_000_000

  private static func open(
    _ path: String, _ flags: Int32, at folder: Int32
  ) throws(FileAccessError) -> Int32 {
    // The system would cut the name off at the NUL.
    guard !path.utf8.contains(0) else { throw FileAccessError(number: ENOENT) }
    while true {
      let descriptor = openat(folder, path, flags | O_CLOEXEC)
      if descriptor >= 0 { return descriptor }
      guard errno == EINTR else { throw FileAccessError(number: errno) }
    }
  }
}
