#if canImport(Glibc)
  import Glibc
#endif

/// An error of opening or reading a file.
struct FileAccessError: Error, Hashable, CustomStringConvertible {
  /// The operating system's error number (`errno`).
  let number: Int32

  /// The file is a folder, a device or the like.
  static let notRegular = FileAccessError(number: EISDIR)

  /// The file has bytes but reports a length of 0, like the files of `/proc`.
  static let hasNoLength = FileAccessError(number: EOPNOTSUPP)

  /// The operating system's description of the error.
  var description: String { String(cString: strerror(number)) }

  /// Whether a client is told that there is no such file.
  ///
  /// Any other error is a failure of the service.
  var meansNotFound: Bool {
    [ENOENT, ENOTDIR, EISDIR, ELOOP, ENAMETOOLONG, ENXIO, EINVAL].contains(number) || meansNoPermission
  }

  /// Whether the file exists, but the process may not read it.
  var meansNoPermission: Bool { number == EACCES || number == EPERM }
}

/// An error of sending a file: it became shorter than the length already sent.
struct FileShrunkError: Error, CustomStringConvertible {
  let path: String
  let promised: Int
  let sent: Int

  var description: String {
    "\(path) ended after \(sent) of \(promised) bytes while it was sent. Put a new file in its place by renaming."
  }
}
