#if canImport(Glibc)
  import Glibc
#endif

/// Why a file can't be opened or read.
struct FileAccessError: Error, Hashable, CustomStringConvertible {
  /// What the operating system says, as `errno` has it.
  let number: Int32

  /// It is a folder, a device or the like.
  static let notRegular = FileAccessError(number: EISDIR)

  /// It has bytes and says that it has none, as the files of `/proc` do.
  static let hasNoLength = FileAccessError(number: EOPNOTSUPP)

  /// The operating system's words.
  var description: String { String(cString: strerror(number)) }

  /// Whether to whoever asks for it there is no such file; anything else is the service's trouble.
  var meansNotFound: Bool {
    [ENOENT, ENOTDIR, EISDIR, ELOOP, ENAMETOOLONG, ENXIO, EINVAL].contains(number) || meansNoPermission
  }

  /// Whether it is there, and the process may not read it.
  var meansNoPermission: Bool { number == EACCES || number == EPERM }
}

/// A file got shorter while it was sent: what was promised can't be kept.
struct FileShrunkError: Error, CustomStringConvertible {
  let path: String
  let promised: Int
  let sent: Int

  var description: String {
    "\(path) ended after \(sent) of \(promised) bytes while it was sent. Put a new file in its place by renaming."
  }
}
