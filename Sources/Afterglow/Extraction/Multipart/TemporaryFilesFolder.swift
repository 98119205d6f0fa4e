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
/// The folder exists as long as there is a temporary file. The process holds a lock on it, which the system releases
/// when the process dies. Other processes can thus recognise the folders of dead processes.
final class TemporaryFilesFolder: Sendable {
  let path: FilePath
  private let descriptor: Int32

  private static let shared = Mutex(Shared())
  private static var parent: String { FileManager.default.temporaryDirectory.path }
  private static let prefix = "afterglow-uploads-"

  private struct Shared {
    weak var folder: TemporaryFilesFolder?
  }

  /// Returns the folder of this process, and creates it if necessary.
  ///
  /// - Throws: `SystemError` with the path if the folder can't be created.
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
      // On a file system without locks this fails, but then no other process gets the lock to remove the folder either.
      if descriptor >= 0 { flock(descriptor, LOCK_EX | LOCK_NB) }
      // A process that removes stale folders may have removed this one before it was locked.
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

  /// Whether the folder still exists; programs that clean `/tmp` may remove it.
  private var isThere: Bool { Self.isThere(descriptor) }

  private static func isThere(_ descriptor: Int32) -> Bool {
    var status = stat()
    return fstat(descriptor, &status) == 0 && status.st_nlink > 0
  }

  /// Removes folders left by dead processes of the same user.
  ///
  /// - Parameter parent: the folder for temporary files; that of this process by default.
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
