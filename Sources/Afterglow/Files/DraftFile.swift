import FastCGI

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
#if canImport(Glibc)
  import Glibc
#endif

/// A file that is written and then put under a name in its folder, completely or not at all.
///
/// The file has no name until then, so the system removes it when its process dies for whatever reason. On a file
/// system without nameless files (NFS), it has the name `.UUID.draft` and is locked as long as its process lives.
/// ``OpenFolder/removeStaleDrafts()`` removes such files of dead processes, and never one that is still being written.
final class DraftFile: Sendable {
  /// The name of the file before it is put in place; `nil` if it is nameless.
  private let name: String?
  private let folder: OpenFolder
  private let descriptor: Int32
  /// The path for error messages.
  private var path: String { "\(folder.path)/\(name ?? "(a new file)")" }

  /// Creates an empty file.
  ///
  /// - Parameters:
  ///   - folder: the folder of the file.
  ///   - isNameless: whether the file is nameless if the file system supports that; `true` by default. Tests pass
  ///     `false`.
  /// - Throws: `SystemError` if the file can't be created.
  init(in folder: OpenFolder, isNameless: Bool = true) throws(SystemError) {
    self.folder = folder
    if isNameless, let descriptor = try Self.openNameless(in: folder) {
      (self.descriptor, name) = (descriptor, nil)
    } else {
      (descriptor, name) = try Self.openNamed(in: folder)
    }
  }

  deinit {
    // If the file has been put in place, this name is already gone.
    if let name { unlinkat(folder.descriptor, name, 0) }
    close(descriptor)
  }

  /// Appends bytes to the file.
  ///
  /// - Throws: `SystemError` if writing fails.
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

  /// Writes the bytes through to the disk.
  ///
  /// Otherwise a power failure could leave the name without them.
  ///
  /// - Throws: `SystemError` if the file can't be synchronised.
  func sync() throws(SystemError) {
    guard fsync(descriptor) == 0 else { throw SystemError("fsync", on: path) }
  }

  /// Puts the file under a name, replacing an existing file.
  ///
  /// The caller holds the folder's lock.
  ///
  /// - Parameters:
  ///   - newName: the name in the folder.
  ///   - current: the existing version; `nil` if there is none. The new version gets a later time, so that no entity
  ///     tag recurs.
  /// - Returns: the new version.
  /// - Throws: `SystemError` if the file can't be put in place.
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
    // Only a file with a name can replace another. The lock distinguishes it from a stale draft.
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

  /// Gives the nameless file a name; returns `false` if the name is taken.
  private func link(as name: String) throws(SystemError) -> Bool {
    let source = "/proc/self/fd/\(descriptor)"
    if linkat(AT_FDCWD, source, folder.descriptor, name, AT_SYMLINK_FOLLOW) == 0 { return true }
    guard errno == EEXIST else { throw SystemError("link", on: "\(folder.path)/\(name)") }
    return false
  }

  /// Returns the version of this file, after setting a later time than that of the current version.
  ///
  /// File systems store times in steps of nanoseconds, one second or two seconds.
  private func newer(than current: FileVersion?) throws(SystemError) -> FileVersion {
    var version = try self.version()
    guard let current else { return version }
    for (seconds, nanoseconds) in [(0, 1), (1, 0), (2, 0)] where version.modified <= current.modified {
      let sum = current.modified.nanoseconds + nanoseconds
      let later = timespec(
        tv_sec: current.modified.seconds + seconds + sum / 1_000_000_000, tv_nsec: sum % 1_000_000_000)
      // UTIME_OMIT, which Swift's Glibc lacks, leaves the access time unchanged.
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
  /// Read and write for the owner, read for the group, reduced by the umask.
  private static let permissions: mode_t = 0o640

  /// Opens a nameless file; returns `nil` if the file system has none, or the file could not be given a name later.
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
      // A process that removes stale drafts may have removed this one before it was locked.
      if fstat(descriptor, &status) == 0, status.st_nlink > 0 { return (descriptor, name) }
      close(descriptor)
    }
  }

  /// Returns a new draft name.
  ///
  /// It begins with a dot, so ``FileFolder`` neither sends nor stores such a file.
  private static func freshName() -> String { ".\(UUID().uuidString.lowercased()).draft" }

  fileprivate static func isDraftName(_ name: String) -> Bool {
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0].isEmpty, parts[2] == "draft" else { return false }
    return UUID(uuidString: String(parts[1])) != nil
  }
}

extension OpenFolder {
  /// Removes the drafts of dead processes.
  ///
  /// - Returns: the number of removed drafts.
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
