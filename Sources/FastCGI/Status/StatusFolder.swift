#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
#if canImport(Glibc)
  import Glibc
#endif

/// The folder in which a manager and its processes leave their statuses for each other, each in a file.
///
/// With files, reading a status doesn't depend on a process that is busy, hangs or is about to die.
struct StatusFolder: Sendable {
  let path: String

  private static let managerFile = "manager.json"
  private static let processPrefix = "process-"
  private static let suffix = ".json"
  /// The suffix of a file that is being written, or whose writer has died.
  private static let temporarySuffix = ".new"

  private static func fileName(ofProcess number: Int) -> String { "\(processPrefix)\(number)\(suffix)" }

  private static let pattern = "/afterglow-XXXXXX"

  /// Creates a folder for this user only, in the folder for temporary files (`TMPDIR`, or `/tmp`).
  ///
  /// - Throws: ``SystemError`` if it can't be created.
  static func make() throws(SystemError) -> StatusFolder {
    let pattern = FileManager.default.temporaryDirectory.path + Self.pattern
    var template = Array(pattern.utf8CString)
    guard let made = mkdtemp(&template) else {
      throw SystemError("mkdtemp", on: "\(pattern) (TMPDIR can name a folder that may be written to)")
    }
    return StatusFolder(path: String(cString: made))
  }

  /// Whether the folder exists and belongs to this user; after its removal anyone could create one with its name.
  private var isOwn: Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR && status.st_uid == geteuid()
  }

  /// Creates the folder again if it has been removed, as cleaners of temporary files do.
  private func ensure() throws(SystemError) {
    if isOwn { return }
    guard mkdir(path, 0o700) == 0 || isOwn else { throw SystemError("mkdir", on: path) }
  }

  // MARK: Writing

  /// Writes the status of a process.
  ///
  /// - Parameters:
  ///   - status: the status.
  ///   - number: the process's number.
  /// - Throws: ``SystemError``, or the error of the encoder.
  func write(_ status: some Encodable, ofProcess number: Int) throws {
    try write(status, as: Self.fileName(ofProcess: number))
  }

  /// Writes the manager's status.
  ///
  /// - Parameter status: the status.
  /// - Throws: ``SystemError``, or the error of the encoder.
  func write(_ status: ManagerStatus) throws {
    try write(status, as: Self.managerFile)
  }

  /// Replaces a file atomically, so that a reader never finds a partial one.
  private func write(_ status: some Encodable, as name: String) throws {
    let bytes = [UInt8](try JSONEncoder().encode(status))
    let target = "\(path)/\(name)"
    let temporary = target + Self.temporarySuffix
    do throws(SystemError) {
      try ensure()
      try Self.write(bytes, to: temporary)
      guard rename(temporary, target) == 0 else { throw SystemError("rename", on: target) }
    } catch {
      unlink(temporary)
      throw error
    }
  }

  private static func write(_ bytes: [UInt8], to path: String) throws(SystemError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw SystemError("open", on: path) }
    defer { close(descriptor) }
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      guard count >= 0 || errno == EINTR else { throw SystemError("write", on: path) }
      rest = rest.dropFirst(max(count, 0))
    }
  }

  // MARK: Reading

  /// Returns the manager's status, or `nil` if there is none.
  func readManager() -> ManagerStatus? { read(ManagerStatus.self, from: Self.managerFile) }

  /// Returns the statuses of all processes except one, in the order of their numbers.
  ///
  /// Statuses that can't be decoded are left out: during a restart another version of the service may have written
  /// them.
  ///
  /// - Parameters:
  ///   - type: the type of the statuses.
  ///   - own: the number of the process to leave out.
  /// - Returns: the statuses that could be decoded.
  func readProcesses<Status: Decodable>(_ type: Status.Type, except own: Int) -> [Status] {
    let numbers = fileNames.compactMap(Self.number).filter { $0 != own }
    return numbers.sorted().compactMap { read(type, from: Self.fileName(ofProcess: $0)) }
  }

  private func read<Status: Decodable>(_ type: Status.Type, from name: String) -> Status? {
    guard isOwn, let bytes = try? Data(contentsOf: URL(filePath: "\(path)/\(name)")) else { return nil }
    return try? JSONDecoder().decode(type, from: bytes)
  }

  private var fileNames: [String] { (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [] }

  private static func number(ofFile name: String) -> Int? {
    guard name.hasPrefix(processPrefix), name.hasSuffix(suffix) else { return nil }
    return Int(name.dropFirst(processPrefix.count).dropLast(suffix.count))
  }

  // MARK: Removing

  /// Removes the files of a process that has ended.
  func removeProcess(_ number: Int) {
    let file = "\(path)/\(Self.fileName(ofProcess: number))"
    unlink(file)
    unlink(file + Self.temporarySuffix)
  }

  /// Removes the folder and everything in it.
  func remove() {
    // A killed process may still be inside a system call that creates its file.
    for _ in 0..<20 {
      for name in fileNames { unlink("\(path)/\(name)") }
      if rmdir(path) == 0 || errno != ENOTEMPTY { return }
      usleep(5_000)
    }
  }
}
