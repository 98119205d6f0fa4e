import FastCGI
import Synchronization
import SystemPackage

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
#if canImport(Glibc)
  import Glibc
#endif

/// The folder of this process's temporary files, in `TMPDIR` or `/tmp`.
///
/// It is there as long as a temporary file is. The process holds a lock on it, which the system gives back when the process
/// dies, so that another one can tell the folder of a dead process from that of a living one.
final class TemporaryFilesFolder: Sendable {
  let path: FilePath
  private let descriptor: Int32

  private static let shared = Mutex(Shared())
  private static var parent: String { FileManager.default.temporaryDirectory.path }
  private static let prefix = "afterglow-uploads-"

  private struct Shared {
    weak var folder: TemporaryFilesFolder?
  }

  /// The folder of this process, made if it isn't there.
  ///
  /// - Throws: `SystemError` that names the path, if it can't be made.
  static func current() throws(SystemError) -> TemporaryFilesFolder {
    try shared.withLock { shared throws(SystemError) in
      if let folder = shared.folder, folder.isThere { return folder }
      let folder = try TemporaryFilesFolder(in: parent)
      shared.folder = folder
      return folder
    }
  }

  private init(in parent: String) throws(SystemError) {
    while true {
      let path = FilePath(parent).appending("\(Self.prefix)\(UUID().uuidString.lowercased())")
      guard mkdir(path.string, 0o700) == 0 else {
        throw SystemError("mkdir", on: "\(path) (TMPDIR can name a folder that may be written to)")
      }
      let descriptor = open(path.string, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
      // Where the file system has no locks, nobody gets one to remove the folder either.
      if descriptor >= 0 { flock(descriptor, LOCK_EX | LOCK_NB) }
      // Whoever removes stale folders may have found it before it was locked.
      if Self.isThere(descriptor) {
        (self.path, self.descriptor) = (path, descriptor)
        return
      }
      if descriptor >= 0 { close(descriptor) }
    }
  }

  deinit {
    rmdir(path.string)
    close(descriptor)
  }

  /// Whether nobody has removed the folder, as those do who clean `/tmp`.
  private var isThere: Bool { Self.isThere(descriptor) }

  private static func isThere(_ descriptor: Int32) -> Bool {
    var status = stat()
    return fstat(descriptor, &status) == 0 && status.st_nlink > 0
  }

  /// Removes the folders that dead processes of the same user have left.
  ///
  /// - Parameter parent: The folder for temporary files; by default that of this process.
  static func removeStale(in parent: String = parent) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? []
    for name in names where name.hasPrefix(prefix) { removeIfStale("\(parent)/\(name)") }
  }

  private static func removeIfStale(_ path: String) {
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_uid == geteuid(),
      flock(descriptor, LOCK_EX | LOCK_NB) == 0
    else { return }
    for name in (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [] {
      unlinkat(descriptor, name, 0)
    }
    rmdir(path)
  }
}
