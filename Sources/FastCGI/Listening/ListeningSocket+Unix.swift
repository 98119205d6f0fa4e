#if canImport(Glibc)
  import Glibc
#endif

extension ListeningSocket {
  /// Binds the socket under a temporary name and then renames it into place.
  ///
  /// So nobody sees the socket with a wrong mode or not yet listening, or sees no socket while a stale one is
  /// replaced.
  static func openUnix(
    path: String, mode: mode_t, backlog: Int32
  ) throws(ListeningSocketError) -> ListeningSocket {
    let lock = try lockFolder(of: path)
    defer { close(lock) }
    try refuseToReplaceLiving(path)
    let temporaryPath = temporaryPath(for: path, in: lock)
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw .system(SystemError("socket", on: path)) }
    unlink(temporaryPath)
    do throws(ListeningSocketError) {
      try bindUnix(descriptor, to: temporaryPath)
      guard chmod(temporaryPath, mode) == 0 else { throw .system(SystemError("chmod", on: path)) }
      guard listen(descriptor, backlog) == 0 else { throw .system(SystemError("listen", on: path)) }
      guard rename(temporaryPath, path) == 0 else { throw .system(SystemError("rename", on: path)) }
    } catch {
      unlink(temporaryPath)
      close(descriptor)
      throw error
    }
    return ListeningSocket(descriptor: descriptor, address: .unix(path: path), ownPath: UnixSocketPath(path))
  }

  /// Returns a temporary path in the same folder.
  ///
  /// If the path beside the real one would be too long, it goes through the folder's descriptor.
  private static func temporaryPath(for path: String, in folder: Int32) -> String {
    let besideIt = "\(path).\(getpid())"
    return besideIt.utf8.count <= ListenAddress.longestUnixPath
      ? besideIt : "/proc/self/fd/\(folder)/.afterglow-\(getpid())"
  }

  /// Locks the folder, so that a second process that finds the same stale socket sees the first one's new socket.
  private static func lockFolder(of path: String) throws(ListeningSocketError) -> Int32 {
    let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    let descriptor = Glibc.open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .system(SystemError("open", on: folder)) }
    guard flock(descriptor, LOCK_EX) == 0 else {
      let error = SystemError("flock", on: folder)
      close(descriptor)
      throw .system(error)
    }
    return descriptor
  }

  private static func refuseToReplaceLiving(_ path: String) throws(ListeningSocketError) {
    var status = stat()
    guard lstat(path, &status) == 0 else {
      if errno == ENOENT { return }
      throw .system(SystemError("lstat", on: path))
    }
    guard status.st_mode & S_IFMT == S_IFSOCK else { throw .notASocket(path: path) }
    let probe = socket(
      AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
    guard probe >= 0 else { throw .system(SystemError("socket", on: path)) }
    defer { close(probe) }
    let result = withUnixSocketAddress(path) { connect(probe, $0, $1) }
    if result == 0 || errno == EAGAIN { throw .inUse(path: path) }
    // ECONNREFUSED: nobody listens. Other errors, such as a missing permission, don't prove that the socket is stale.
    guard errno == ECONNREFUSED || errno == ENOENT else { throw .system(SystemError("connect", on: path)) }
  }

  private static func bindUnix(_ descriptor: Int32, to path: String) throws(ListeningSocketError) {
    guard withUnixSocketAddress(path, { bind(descriptor, $0, $1) }) == 0 else {
      throw .system(SystemError("bind", on: path))
    }
  }
}

/// The path of a unix socket that this process made, together with its inode.
///
/// The inode shows whether a server started later has put its own socket there, which must not be removed.
struct UnixSocketPath: Sendable {
  private let path: String
  private let inode: ino_t
  private let owner = getpid()

  init?(_ path: String) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return nil }
    self.path = path
    self.inode = status.st_ino
  }

  func remove() {
    var status = stat()
    guard getpid() == owner, lstat(path, &status) == 0, status.st_ino == inode else { return }
    unlink(path)
  }
}
