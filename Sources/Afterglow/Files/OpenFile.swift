#if canImport(Glibc)
  import Glibc
#endif

/// A regular file that has been opened once, so that what is said of it and what is read are of the same file whatever
/// becomes of its name.
final class OpenFile: Sendable {
  /// Its length in bytes when it was opened.
  let size: Int

  /// When its bytes were last changed.
  let modified: (seconds: Int, nanoseconds: Int)

  private let inode: UInt64
  private let descriptor: Int32

  /// Takes over a descriptor.
  ///
  /// - Throws: ``FileAccessError`` if it is no regular file's.
  init(takingOver descriptor: Int32) throws(FileAccessError) {
    var status = stat()
    let number = fstat(descriptor, &status) == 0 ? 0 : errno
    guard number == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw number == 0 ? .notRegular : FileAccessError(number: number)
    }
    self.descriptor = descriptor
    size = Int(status.st_size)
    modified = (status.st_mtim.tv_sec, status.st_mtim.tv_nsec)
    inode = UInt64(status.st_ino)
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

extension OpenFile {
  /// Changes with every change of the file, so it is strong (RFC 9110, section 8.8.1).
  ///
  /// Only a file that is written over in place, at the same length and twice within one tick of the kernel's clock,
  /// some milliseconds, keeps its tag; one that is put in the place of another has another inode.
  var entityTag: EntityTag {
    let numbers = [
      inode, UInt64(size), UInt64(bitPattern: Int64(modified.seconds)), UInt64(modified.nanoseconds),
    ]
    return EntityTag(opaque: numbers.map { String($0, radix: 16) }.joined(separator: "-"))
  }

  /// RFC 9110, section 8.8.2.1: never later than the response.
  var lastModified: HTTPDate { min(HTTPDate(secondsSince1970: modified.seconds), .now) }
}
