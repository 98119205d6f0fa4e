#if canImport(Glibc)
  import Glibc
#endif

/// A regular file that has been opened once, so that what is said of it and what is read are of the same file whatever
/// becomes of its name.
final class OpenFile: Sendable {
  /// The version that was opened.
  let version: FileVersion
  private let descriptor: Int32

  /// Its length in bytes when it was opened.
  var size: Int { version.size }

  /// Takes over a descriptor.
  ///
  /// - Throws: ``FileAccessError`` if it is no regular file's.
  init(takingOver descriptor: Int32) throws(FileAccessError) {
    var status = stat()
    let number = fstat(descriptor, &status) == 0 ? 0 : errno
    guard number == 0, let version = FileVersion(status) else {
      close(descriptor)
      throw number == 0 ? .notRegular : FileAccessError(number: number)
    }
    self.descriptor = descriptor
    self.version = version
  }

  deinit { close(descriptor) }

  /// Reads from a position, at least one byte.
  ///
  /// - Returns: up to `count` bytes; none at the end of the file.
  /// - Throws: ``FileAccessError``.
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
