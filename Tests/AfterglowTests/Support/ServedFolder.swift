import AfterglowTesting
import FoundationEssentials
import Glibc

/// A folder of a test's own with files to send, removed with its contents when the test lets go of it.
final class ServedFolder: Sendable {
  private let folder: TemporaryFolder
  var path: String { folder.path }

  init() throws { folder = try TemporaryFolder() }

  func path(_ name: String) -> String { folder.path(name) }

  func makeFolder(_ name: String) throws {
    try FileManager.default.createDirectory(atPath: path(name), withIntermediateDirectories: true)
  }

  func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: path(name)))
  }

  func link(_ name: String, to destination: String) throws {
    try FileManager.default.createSymbolicLink(atPath: path(name), withDestinationPath: destination)
  }

  func makePipe(_ name: String) throws {
    guard mkfifo(path(name), 0o600) == 0 else { throw TestError() }
  }

  /// Sets when the file was changed, in seconds since 1970.
  func setModified(_ name: String, to seconds: Int) throws {
    let date = Date(timeIntervalSince1970: Double(seconds))
    try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: path(name))
  }

  func append(_ text: String, to name: String) throws {
    let descriptor = open(path(name), O_WRONLY | O_APPEND | O_CLOEXEC)
    defer { close(descriptor) }
    let bytes = Array(text.utf8)
    guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count else { throw TestError() }
  }

  func truncate(_ name: String, to size: Int) throws {
    guard Glibc.truncate(path(name), off_t(size)) == 0 else { throw TestError() }
  }
}
