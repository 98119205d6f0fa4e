import AfterglowTesting
import Glibc

typealias TestFolder = TemporaryFolder

extension TemporaryFolder {
  /// What `lstat` says of a file, or `nil` if there is none.
  func status(_ name: String) -> stat? {
    var status = stat()
    return lstat(path(name), &status) == 0 ? status : nil
  }
}
