import FoundationEssentials
import Glibc

/// A folder of a test's own, removed with its contents when the test lets go of it.
///
/// Its path is short, so that a unix socket's path fits into its address.
final class TestFolder: Sendable {
  let path: String

  init() throws {
    path = "/tmp/fastcgi-\(UInt32.random(in: .min ... .max))"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  func path(_ name: String) -> String { "\(path)/\(name)" }

  func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }

  /// What `lstat` says of a file, or `nil` if there is none.
  func status(_ name: String) -> stat? {
    var status = stat()
    return lstat(path(name), &status) == 0 ? status : nil
  }
}
