import FoundationEssentials

/// Which executable to spawn.
public enum ServerExecutable: Hashable, Sendable {
  /// The file at an absolute path.
  case path(String)
  /// An executable product of the package under test, found in the folder of the running test binary.
  case product(String)

  /// The error for a file that isn't there or can't be executed.
  public struct NotFound: Error, Hashable, Sendable, CustomStringConvertible {
    /// The path that was tried.
    public let path: String
    /// Whether it is a product of the package under test.
    public let isProduct: Bool

    /// The sentence for a failure message, with the remedy.
    public var description: String {
      "there is no executable at \(path)" + (isProduct ? "; run `swift build` first" : "")
    }
  }

  /// The path of the file.
  ///
  /// - Returns: A path at which there is an executable file.
  /// - Throws: ``NotFound`` with the path that was tried.
  func resolved() throws -> String {
    let (path, isProduct) =
      switch self {
      case .path(let path): (path, false)
      case .product(let name): (try Self.folderOfTests() + "/" + name, true)
      }
    guard FileManager.default.isExecutableFile(atPath: path) else {
      throw NotFound(path: path, isProduct: isProduct)
    }
    return path
  }

  private static func folderOfTests() throws -> String {
    let binary = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    return binary.split(separator: "/").dropLast().map { "/" + $0 }.joined()
  }
}
