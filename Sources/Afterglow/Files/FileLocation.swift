#if canImport(Glibc)
  import Glibc
#endif

/// Where a file is that is to be sent.
enum FileLocation: Sendable {
  /// Anywhere; links are followed.
  case path(String)
  /// Within a folder that it can't lead out of; no component is a link.
  case within(folder: String, components: [String])
  /// Nowhere: the name is not one that a file may have.
  case nowhere

  /// The path, for logs and the type's extension.
  var path: String {
    switch self {
    case .path(let path): path
    case .within(let folder, let components): folder + "/" + components.joined(separator: "/")
    case .nowhere: ""
    }
  }

  /// Opens the file.
  ///
  /// - Throws: ``FileAccessError``.
  func open() throws(FileAccessError) -> OpenFile {
    switch self {
    case .path(let path): try OpenFile(takingOver: Self.open(path, Self.reading, at: AT_FDCWD))
    case .within(let folder, let components): try Self.open(components, in: folder)
    case .nowhere: throw FileAccessError(number: ENOENT)
    }
  }

  /// Component by component: `O_NOFOLLOW` holds for a path's last one only.
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

  /// Without `O_NONBLOCK`, opening a named pipe waits until somebody writes to it.
  private static let reading = O_RDONLY | O_NONBLOCK | O_NOCTTY

  /// With O_PATH, which Swift's Glibc lacks: to go through a folder, leave to search it is enough.
  private static let searching = O_DIRECTORY | 0o10_000_000

  private static func open(
    _ path: String, _ flags: Int32, at folder: Int32
  ) throws(FileAccessError) -> Int32 {
    // The system would read a name with a NUL up to there.
    guard !path.utf8.contains(0) else { throw FileAccessError(number: ENOENT) }
    while true {
      let descriptor = openat(folder, path, flags | O_CLOEXEC)
      if descriptor >= 0 { return descriptor }
      guard errno == EINTR else { throw FileAccessError(number: errno) }
    }
  }
}
