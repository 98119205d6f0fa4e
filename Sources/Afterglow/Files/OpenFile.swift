#if canImport(Glibc)
  import Glibc
#endif

/// An open regular file.
///
/// Its version and its bytes belong to the same file, even if its name is reused meanwhile.
final class OpenFile: Sendable {
  /// The version that was opened.
  let version: FileVersion
  private let descriptor: Int32

  /// The length in bytes when the file was opened.
  var size: Int { version.size }

  /// Takes ownership of a file descriptor.
  ///
  /// - Throws: ``FileAccessError`` if the file is not regular or reports no length.
  init(takingOver descriptor: Int32) throws(FileAccessError) {
    do throws(FileAccessError) {
      version = try Self.version(of: descriptor)
      // Files of /proc would be sent empty. The second check spares a file that was just being written.
      if version.size == 0, Self.hasBytes(descriptor), try Self.version(of: descriptor).size == 0 {
        throw .hasNoLength
      }
    } catch {
      close(descriptor)
      throw error
    }
    self.descriptor = descriptor
  }

  private static func version(of descriptor: Int32) throws(FileAccessError) -> FileVersion {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw FileAccessError(number: errno) }
    guard let version = FileVersion(status) else { throw .notRegular }
    return version
  }

  private static func hasBytes(_ descriptor: Int32) -> Bool {
    var byte: UInt8 = 0
    return pread(descriptor, &byte, 1, 0) > 0
  }

  deinit { close(descriptor) }

  /// Reads at least one byte from a position.
  ///
  /// - Returns: at most `count` bytes; empty at the end of the file.
  /// - Throws: ``FileAccessError`` if reading fails.
  func read(at offset: Int, upTo count: Int) throws(FileAccessError) -> [UInt8] {
    var number: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      var result = pread(descriptor, buffer.baseAddress, count, off_t(offset))
      while result < 0, errno == EINTR {
        result = pread(descriptor, buffer.baseAddress, count, off_t(offset))
      }
      if result < 0 { number = errno }
      filled = max(0, result)
    }
    guard number == 0 else { throw FileAccessError(number: number) }
    return bytes
  }
}

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
