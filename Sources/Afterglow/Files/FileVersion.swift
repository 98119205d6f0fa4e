#if canImport(Glibc)
  import Glibc
#endif

/// One version of a regular file, as far as the file system can tell versions apart.
struct FileVersion: Equatable, Sendable {
  /// The length in bytes.
  let size: Int
  /// When the bytes were last changed.
  let modified: Moment
  private let inode: UInt64

  /// A time of the file system's.
  struct Moment: Equatable, Comparable, Sendable {
    let seconds: Int
    let nanoseconds: Int

    static func < (first: Moment, second: Moment) -> Bool {
      (first.seconds, first.nanoseconds) < (second.seconds, second.nanoseconds)
    }
  }

  /// Reads what the operating system says of a file; `nil` if it is a folder, a device or the like.
  init?(_ status: stat) {
    guard status.st_mode & S_IFMT == S_IFREG else { return nil }
    size = Int(status.st_size)
    modified = Moment(seconds: status.st_mtim.tv_sec, nanoseconds: status.st_mtim.tv_nsec)
    inode = UInt64(status.st_ino)
  }

  /// Changes with every change of the file, so it is strong (RFC 9110, section 8.8.1).
  ///
  /// A file that ``FileDraft`` put in the place of another is always newer than that. Only a file that is written over in
  /// place, at the same length and twice within one tick of the kernel's clock, some milliseconds, keeps its tag.
  var entityTag: EntityTag {
    let numbers = [
      inode, UInt64(size), UInt64(bitPattern: Int64(modified.seconds)), UInt64(modified.nanoseconds),
    ]
    return EntityTag(opaque: numbers.map { String($0, radix: 16) }.joined(separator: "-"))
  }

  /// RFC 9110, section 8.8.2.1: never later than the response.
  var lastModified: HTTPDate { min(HTTPDate(secondsSince1970: modified.seconds), .now) }

  /// The version for preconditions.
  var resourceVersion: ResourceVersion { ResourceVersion(tag: entityTag, modified: lastModified) }
}
