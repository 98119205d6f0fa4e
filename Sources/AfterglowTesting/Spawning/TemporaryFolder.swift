import FastCGI
import FoundationEssentials
import Glibc

/// A folder of a test's own, removed with its contents when the test lets go of it.
///
/// It is in the folder for temporary files (`TMPDIR`, or `/tmp`). A unix socket's path in it fits into its address, and the
/// shell of ``SpawnedProcessGuard`` can read its path: where `TMPDIR` is too long for the one, or has other characters
/// than letters, digits and `/._-`, the folder is in `/tmp`.
package final class TemporaryFolder: Sendable {
  /// The absolute path.
  package let path: String

  /// Makes the folder, which nobody else can enter.
  ///
  /// - Parameter isReachable: Whether other users can enter it after all, as a web server's worker processes have to. If
  ///   they can't enter `TMPDIR`, it is in `/tmp`.
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

  /// The path of a file in the folder.
  package func path(_ name: String) -> String { "\(path)/\(name)" }

  /// The names of what is in the folder, sorted.
  package func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path).sorted()
  }

  /// What the path has beyond its parent's, and what a test's socket may have beyond it, in bytes.
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
