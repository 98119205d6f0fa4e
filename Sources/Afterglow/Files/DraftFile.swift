import FastCGI

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
#if canImport(Glibc)
  import Glibc
#endif

/// A file that is written, and then put under a name in its folder, whole or not at all.
///
/// It has no name until then, so the system drops it when its process dies, however that happens. A file system without
/// nameless files (NFS) gets one with a name of its own, `.UUID.draft`, that is locked as long as its process lives:
/// ``OpenFolder/removeStaleDrafts()`` removes what a process has left behind, and never what another is writing.
final class DraftFile: Sendable {
  /// What is written before it is put in place, with the name that it has until then.
  private let name: String?
  private let folder: OpenFolder
  private let descriptor: Int32
  /// The path, for messages.
  private var path: String { "\(folder.path)/\(name ?? "(a new file)")" }

  /// Creates an empty file.
  ///
  /// - Parameters:
  ///   - folder: The folder it is to be in.
  ///   - isNameless: Whether to do without a name where the file system can; tests do with one.
  /// - Throws: `SystemError`.
  init(in folder: OpenFolder, isNameless: Bool = true) throws(SystemError) {
    self.folder = folder
    if isNameless, let descriptor = try Self.openNameless(in: folder) {
      (self.descriptor, name) = (descriptor, nil)
    } else {
      (descriptor, name) = try Self.openNamed(in: folder)
    }
  }

  deinit {
    // Put in place, it has another name by now.
    if let name { unlinkat(folder.descriptor, name, 0) }
    close(descriptor)
  }

  /// Writes at the end.
  ///
  /// - Throws: `SystemError`.
  func append(_ bytes: [UInt8]) throws(SystemError) {
    var number: Int32 = 0
    bytes.withUnsafeBytes { bytes in
      var written = 0
      while written < bytes.count {
        let count = write(descriptor, bytes.baseAddress.map { $0 + written }, bytes.count - written)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else {
          number = count < 0 ? errno : EIO
          return
        }
        written += count
      }
    }
    guard number == 0 else { throw SystemError("write", on: path, number: number) }
  }

  /// Has the bytes outlast a power failure, which could leave a name without them otherwise.
  ///
  /// - Throws: `SystemError`.
  func sync() throws(SystemError) {
    guard fsync(descriptor) == 0 else { throw SystemError("fsync", on: path) }
  }

  /// Puts the file under a name, in the place of what is there.
  ///
  /// The folder is to be locked.
  ///
  /// - Parameters:
  ///   - newName: The name.
  ///   - current: The version that is there; the new one is made newer, so that no tag comes twice.
  /// - Returns: The new version.
  /// - Throws: `SystemError`.
  func put(under newName: String, after current: FileVersion?) throws(SystemError) -> FileVersion {
    let version = try newer(than: current)
    if let name {
      try rename(name, to: newName)
    } else {
      try putNameless(under: newName, isReplacing: current != nil)
    }
    return version
  }

  private func putNameless(under newName: String, isReplacing: Bool) throws(SystemError) {
    if !isReplacing {
      guard try !link(as: newName) else { return }
    }
    // Only a file with a name can take the place of another. The lock tells it from one that was left behind.
    let name = Self.freshName()
    flock(descriptor, LOCK_EX | LOCK_NB)
    _ = try link(as: name)
    defer { unlinkat(folder.descriptor, name, 0) }
    try rename(name, to: newName)
  }

  private func rename(_ name: String, to newName: String) throws(SystemError) {
    guard renameat(folder.descriptor, name, folder.descriptor, newName) == 0 else {
      throw SystemError("rename", on: "\(path) to \(folder.path)/\(newName)")
    }
  }

  /// Gives the nameless file a name; `false` if there is something of that name.
  private func link(as name: String) throws(SystemError) -> Bool {
    let source = "/proc/self/fd/\(descriptor)"
    if linkat(AT_FDCWD, source, folder.descriptor, name, AT_SYMLINK_FOLLOW) == 0 { return true }
    guard errno == EEXIST else { throw SystemError("link", on: "\(folder.path)/\(name)") }
    return false
  }

  /// The version, with a later time than another's.
  ///
  /// File systems keep times by nanoseconds, seconds or two seconds.
  private func newer(than current: FileVersion?) throws(SystemError) -> FileVersion {
    var version = try self.version()
    guard let current else { return version }
    for (seconds, nanoseconds) in [(0, 1), (1, 0), (2, 0)] where version.modified <= current.modified {
      let sum = current.modified.nanoseconds + nanoseconds
      let later = timespec(
        tv_sec: current.modified.seconds + seconds + sum / 1_000_000_000, tv_nsec: sum % 1_000_000_000)
      // UTIME_OMIT, which Swift's Glibc lacks: the time of the last access stays.
      let times = [timespec(tv_sec: 0, tv_nsec: (1 << 30) - 2), later]
      guard futimens(descriptor, times) == 0 else { throw SystemError("futimens", on: path) }
      version = try self.version()
    }
    return version
  }

  private func version() throws(SystemError) -> FileVersion {
    var status = stat()
    guard fstat(descriptor, &status) == 0, let version = FileVersion(status) else {
      throw SystemError("fstat", on: path)
    }
    return version
  }
}

extension DraftFile {
  /// The owner may write it, and its group may read it, less what the umask takes away.
  private static let permissions: mode_t = 0o640

  /// Opens a file without a name; `nil` where the file system has none, or it couldn't be given one later.
  private static func openNameless(in folder: OpenFolder) throws(SystemError) -> Int32? {
    guard access("/proc/self/fd", X_OK) == 0 else { return nil }
    // O_TMPFILE, which Swift's Glibc lacks.
    let nameless = O_DIRECTORY | 0o20_000_000
    let descriptor = openat(folder.descriptor, ".", O_WRONLY | nameless | O_CLOEXEC, permissions)
    if descriptor >= 0 { return descriptor }
    guard [EOPNOTSUPP, EISDIR, EINVAL, ENOENT].contains(errno) else {
      throw SystemError("create a file in", on: folder.path)
    }
    return nil
  }

  private static func openNamed(in folder: OpenFolder) throws(SystemError) -> (Int32, String) {
    while true {
      let name = freshName()
      let descriptor = openat(
        folder.descriptor, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, permissions)
      guard descriptor >= 0 else { throw SystemError("open", on: "\(folder.path)/\(name)") }
      flock(descriptor, LOCK_EX | LOCK_NB)
      var status = stat()
      // Whoever removes stale drafts may have found it before it was locked.
      if fstat(descriptor, &status) == 0, status.st_nlink > 0 { return (descriptor, name) }
      close(descriptor)
    }
  }

  /// It begins with a dot, so ``FileFolder`` neither sends nor stores a file of that name.
  private static func freshName() -> String { ".\(UUID().uuidString.lowercased()).draft" }

  fileprivate static func isDraftName(_ name: String) -> Bool {
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0].isEmpty, parts[2] == "draft" else { return false }
    return UUID(uuidString: String(parts[1])) != nil
  }
}

extension OpenFolder {
  /// Removes the drafts whose process has died.
  ///
  /// - Returns: How many there were.
  /// - Throws: `SystemError` if the folder can't be read.
  func removeStaleDrafts() throws(SystemError) -> Int {
    try names().count { DraftFile.isDraftName($0) && removeIfStale($0) }
  }

  private func removeIfStale(_ name: String) -> Bool {
    let draft = openat(descriptor, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard draft >= 0 else { return false }
    defer { close(draft) }
    return flock(draft, LOCK_EX | LOCK_NB) == 0 && unlinkat(descriptor, name, 0) == 0
  }
}
