#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
#if canImport(Glibc)
  import Glibc
#endif

/// Where a manager and its processes leave their statuses for each other: a file each, in the manager's own folder.
///
/// Files rather than a conversation: reading takes no process that is busy, hangs, or is about to die.
struct StatusFolder: Sendable {
  let path: String

  private static let managerFile = "manager.json"
  private static let processPrefix = "process-"
  private static let suffix = ".json"
  /// A file under this name is being written, or its writer died over it.
  private static let temporarySuffix = ".new"

  private static func fileName(ofProcess number: Int) -> String { "\(processPrefix)\(number)\(suffix)" }

  private static let pattern = "/afterglow-XXXXXX"

  /// Makes a folder that only this user can enter, in that for temporary files (`TMPDIR`, or `/tmp`).
  ///
  /// - Throws: ``SystemError``.
  static func make() throws(SystemError) -> StatusFolder {
    let pattern = FileManager.default.temporaryDirectory.path + Self.pattern
    var template = Array(pattern.utf8CString)
    guard let made = mkdtemp(&template) else {
      throw SystemError("mkdtemp", on: "\(pattern) (TMPDIR can name a folder that may be written to)")
    }
    return StatusFolder(path: String(cString: made))
  }

  /// Whether the folder is there and this user's: once a cleaner has removed it, anybody could make one of its name.
  private var isOwn: Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR && status.st_uid == geteuid()
  }

  /// Makes the folder anew if somebody has removed it, as cleaners of temporary files do.
  private func ensure() throws(SystemError) {
    if isOwn { return }
    guard mkdir(path, 0o700) == 0 || isOwn else { throw SystemError("mkdir", on: path) }
  }

  // MARK: Writing

  /// Leaves the status of a process.
  ///
  /// - Throws: ``SystemError``, or what the encoder throws.
  func write(_ status: some Encodable, ofProcess number: Int) throws {
    try write(status, as: Self.fileName(ofProcess: number))
  }

  /// Leaves the manager's status.
  ///
  /// - Throws: ``SystemError``, or what the encoder throws.
  func write(_ status: ManagerStatus) throws {
    try write(status, as: Self.managerFile)
  }

  /// A reader finds the old file or the new one, and never half of one.
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

  /// The manager's status, or `nil` if there is none.
  func readManager() -> ManagerStatus? { read(ManagerStatus.self, from: Self.managerFile) }

  /// The statuses of all processes but one, in the order of their numbers.
  ///
  /// What can't be read is left out: a process of another version of the service may have written it, during a restart.
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

  /// Removes what a process that has ended left.
  func removeProcess(_ number: Int) {
    let file = "\(path)/\(Self.fileName(ofProcess: number))"
    unlink(file)
    unlink(file + Self.temporarySuffix)
  }

  /// Removes the folder with everything in it.
  func remove() {
    // A process that has been killed may still be within a system call that creates its file.
    for _ in 0..<20 {
      for name in fileNames { unlink("\(path)/\(name)") }
      if rmdir(path) == 0 || errno != ENOTEMPTY { return }
      usleep(5_000)
    }
  }
}
