#if canImport(Glibc)
  import Glibc
#endif

/// A version of a regular file, as the file system distinguishes versions.
struct FileVersion: Equatable, Sendable {
  /// The length in bytes.
  let size: Int
  /// The time of the last change of the content.
  let modified: Moment
  private let inode: UInt64

  /// A time with the file system's resolution.
  struct Moment: Equatable, Comparable, Sendable {
    let seconds: Int
    let nanoseconds: Int

    static func < (first: Moment, second: Moment) -> Bool {
      (first.seconds, first.nanoseconds) < (second.seconds, second.nanoseconds)
    }
  }

  /// Reads the version from a file's status; `nil` if the file is a folder, a device or the like.
  init?(_ status: stat) {
    guard status.st_mode & S_IFMT == S_IFREG else { return nil }
    size = Int(status.st_size)
    modified = Moment(seconds: status.st_mtim.tv_sec, nanoseconds: status.st_mtim.tv_nsec)
    inode = UInt64(status.st_ino)
  }

  /// The entity tag, which is strong, because it changes with every change of the file (RFC 9110, section 8.8.1).
  ///
  /// A version that ``FileDraft`` has put in place is always newer than the one before. The tag stays the same only if
  /// a file is overwritten in place with the same length, twice within one tick of the kernel's clock (some
  /// milliseconds).
  var entityTag: EntityTag {
    let numbers = [
      inode, UInt64(size), UInt64(bitPattern: Int64(modified.seconds)), UInt64(modified.nanoseconds),
    ]
    return EntityTag(opaque: numbers.map { String($0, radix: 16) }.joined(separator: "-"))
  }

  /// The time of the last change, but never later than the response (RFC 9110, section 8.8.2.1).
  var lastModified: HTTPDate { min(HTTPDate(secondsSince1970: modified.seconds), .now) }

  /// The version for preconditions.
  var resourceVersion: ResourceVersion { ResourceVersion(tag: entityTag, modified: lastModified) }
}
