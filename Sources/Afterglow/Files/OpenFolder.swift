import FastCGI

#if canImport(Glibc)
  import Glibc
#endif

/// An open folder to store files in.
///
/// It remains the same folder, even if its name is reused meanwhile.
final class OpenFolder: Sendable {
  /// The path for error messages.
  let path: String
  let descriptor: Int32

  /// Opens a folder.
  ///
  /// - Parameters:
  ///   - path: the path to the folder. With a parent, it is a single name and must not be a symbolic link.
  ///   - parent: the folder that contains it; `nil` by default, in which case symbolic links are followed.
  /// - Throws: `SystemError` if the folder can't be opened.
  init(_ path: String, in parent: OpenFolder? = nil) throws(SystemError) {
    let fullPath = parent.map { "\($0.path)/\(path)" } ?? path
    let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC | (parent == nil ? 0 : O_NOFOLLOW)
    let descriptor = openat(parent?.descriptor ?? AT_FDCWD, path.isEmpty ? "." : path, flags)
    guard descriptor >= 0 else { throw SystemError("open", on: fullPath) }
    self.path = fullPath
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// Returns the version of a file; `nil` if the name is free or belongs to a link, a folder or the like.
  ///
  /// - Throws: `SystemError` if the file's status can't be read.
  func version(of name: String) throws(SystemError) -> FileVersion? {
    var status = stat()
    guard fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) != 0 else { return FileVersion(status) }
    guard errno == ENOENT else { throw SystemError("stat", on: "\(path)/\(name)") }
    return nil
  }

  /// Calls a closure while holding the folder's lock, which excludes all other callers in this and other processes.
  ///
  /// The lock is held only for the time of a rename. A wait of more than 10 seconds means that another program holds
  /// it.
  ///
  /// - Throws: `SystemError` if the folder can't be locked; an error of the closure.
  func withLock<Value>(_ body: () throws -> Value) throws -> Value {
    let deadline = ContinuousClock.now + .seconds(10)
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      let number = errno
      guard number == EWOULDBLOCK || number == EINTR, .now < deadline else {
        throw SystemError("flock", on: path, number: number)
      }
      usleep(1000)
    }
    defer { flock(descriptor, LOCK_UN) }
    return try body()
  }

  /// Writes changes of names through to the disk, so that they survive a power failure.
  ///
  /// - Throws: `SystemError` if the folder can't be synchronised.
  func sync() throws(SystemError) {
    // Some file systems can't synchronise folders (EINVAL); nothing more can be done there.
    guard fsync(descriptor) == 0 || errno == EINVAL else { throw SystemError("fsync", on: path) }
  }

  /// Returns the names in the folder, without those that are not UTF-8.
  ///
  /// - Throws: `SystemError` if the folder can't be read.
  func names() throws(SystemError) -> [String] {
    let copy = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard copy >= 0, let stream = fdopendir(copy) else {
      let error = SystemError("opendir", on: path)
      if copy >= 0 { close(copy) }
      throw error
    }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(validatingCString: $0) }
      }
      if let name, name != ".", name != ".." { names.append(name) }
    }
    return names
  }
}
