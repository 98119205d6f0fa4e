import FastCGI
import FoundationEssentials
import Glibc

/// A temporary folder of a test, removed with its contents when its last reference is released.
///
/// It is in the folder for temporary files (`TMPDIR`, or `/tmp`). If `TMPDIR` is too long for the address of a unix
/// socket, or has characters other than letters, digits and `/._-`, which the shell of ``SpawnedProcessGuard`` can't
/// read, the folder is in `/tmp`.
package final class TemporaryFolder: Sendable {
  /// The absolute path to the folder.
  package let path: String

  /// Creates the folder, which no other user can enter.
  ///
  /// - Parameter isReachable: whether other users can enter the folder, as a web server's worker processes have to;
  ///   `false` by default. If they can't enter `TMPDIR`, the folder is in `/tmp`.
  /// - Throws: `SystemError` that names the path.
  package init(isReachable: Bool = false) throws(SystemError) {
    let parent = Self.parent(
      temporaryFolder: FileManager.default.temporaryDirectory.path, isReachable: isReachable)
    var template = Array("\(parent)/afterglow.XXXXXX".utf8CString)
    let made = template.withUnsafeMutableBufferPointer { $0.baseAddress.flatMap { mkdtemp($0) } }
    guard let made else { throw SystemError("mkdtemp", on: "\(parent)/afterglow.XXXXXX") }
    path = String(cString: made)
    if isReachable, chmod(path, 0o755) != 0 { throw SystemError("chmod", on: path) }
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  /// Returns the path to a file in the folder.
  package func path(_ name: String) -> String { "\(path)/\(name)" }

  /// Returns the names of the folder's files and folders, sorted.
  package func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path).sorted()
  }

  /// The bytes that the folder's name and a test's socket may add to the path to the parent.
  private static let longestRest = 48

  static func parent(temporaryFolder: String, isReachable: Bool) -> String {
    var folder = temporaryFolder[...]
    while folder.count > 1, folder.hasSuffix("/") { folder.removeLast() }
    let isPlain = folder.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "-"):
        true
      default: false
      }
    }
    guard isPlain, folder.hasPrefix("/"), folder.utf8.count + longestRest <= ListenAddress.longestUnixPath,
      !isReachable || othersCanEnter(String(folder))
    else { return "/tmp" }
    return String(folder)
  }

  private static func othersCanEnter(_ folder: String) -> Bool {
    var status = stat()
    return stat(folder, &status) == 0 && status.st_mode & S_IXOTH != 0
  }
}
