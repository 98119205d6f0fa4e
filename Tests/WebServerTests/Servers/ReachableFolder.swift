import FoundationEssentials

/// A folder of a test's own that other users can enter, as a web server's worker processes have to.
///
/// Its path is short, so that a unix socket's path fits into its address.
struct ReachableFolder: ~Copyable {
  let path = "/tmp/web-\(UInt32.random(in: .min ... .max))"

  init() throws {
    try FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o755])
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }
}
