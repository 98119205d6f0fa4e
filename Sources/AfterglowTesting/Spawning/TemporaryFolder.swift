import FoundationEssentials
import Glibc

/// A folder of a test's own, with a short path so that a unix socket's path fits into its address.
struct TemporaryFolder: ~Copyable {
  let path: String

  init() throws(ConnectionError) {
    var template = Array("/tmp/afterglow.XXXXXX".utf8CString)
    guard let path = template.withUnsafeMutableBufferPointer({ $0.baseAddress.flatMap { mkdtemp($0) } })
    else {
      throw ConnectionError(code: errno, expected: "a temporary folder", elapsed: .zero)
    }
    self.path = String(cString: path)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }
}
