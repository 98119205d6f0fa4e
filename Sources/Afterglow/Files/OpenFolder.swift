import FastCGI

#if canImport(Glibc)
  import Glibc
#endif

/// A folder that has been opened once, to put files into: it stays the same one whatever becomes of its name.
final class OpenFolder: Sendable {
  /// The path, for messages.
  let path: String
  let descriptor: Int32

  /// Opens a folder.
  ///
  /// - Parameters:
  ///   - path: The folder's path; one below `parent` is a single name, and no link.
  ///   - parent: The folder it is in; by default the path stands by itself, and links are followed.
  /// - Throws: `SystemError`.
  init(_ path: String, in parent: OpenFolder? = nil) throws(SystemError) {
    let fullPath = parent.map { "\($0.path)/\(path)" } ?? path
    let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC | (parent == nil ? 0 : O_NOFOLLOW)
    let descriptor = openat(parent?.descriptor ?? AT_FDCWD, path.isEmpty ? "." : path, flags)
    guard descriptor >= 0 else { throw SystemError("open", on: fullPath) }
    self.path = fullPath
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// The version of the file with a name; `nil` if there is none, or something else, such as a link or a folder.
  ///
  /// - Throws: `SystemError` if the system can't tell.
  func version(of name: String) throws(SystemError) -> FileVersion? {
    var status = stat()
    guard fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) != 0 else { return FileVersion(status) }
    guard errno == ENOENT else { throw SystemError("stat", on: "\(path)/\(name)") }
    return nil
  }

  /// Calls a closure while nobody else who does the same changes what the folder's names stand for, in this process or
  /// another.
  ///
  /// The lock is held for as long as a rename takes. Who waits for it longer than 10 seconds waits for another program.
  ///
  /// - Throws: `SystemError` if the folder can't be locked; what the closure throws.
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

  /// Has names that were changed outlast a power failure.
  ///
  /// - Throws: `SystemError`.
  func sync() throws(SystemError) {
    // Some file systems can't; their names are as safe as they get.
    guard fsync(descriptor) == 0 || errno == EINVAL else { throw SystemError("fsync", on: path) }
  }

  /// The names of what is in the folder, but for those that are not UTF-8.
  ///
  /// - Throws: `SystemError`.
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
