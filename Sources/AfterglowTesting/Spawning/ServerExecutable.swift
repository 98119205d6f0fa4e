import FoundationEssentials

/// The executable to spawn.
public enum ServerExecutable: Hashable, Sendable {
  /// The file at an absolute path.
  case path(String)
  /// An executable product of the package under test, found in the folder of the running test binary.
  case product(String)

  /// The error of a file that doesn't exist or can't be executed.
  public struct NotFound: Error, Hashable, Sendable, CustomStringConvertible {
    /// The path that was tried.
    public let path: String
    /// The remedy, if there is one.
    public let remedy: String?

    /// The sentence for a failure message, with the remedy.
    public var description: String {
      "there is no executable at \(path)" + (remedy.map { "; " + $0 } ?? "")
    }
  }

  /// Returns the path to the file.
  ///
  /// - Returns: the path to an executable file.
  /// - Throws: ``NotFound`` if there is no executable file at the path.
  func resolved() throws -> String {
    switch self {
    case .path(let path):
      // The process runs in another folder, where a relative path would name another file.
      guard path.hasPrefix("/") else { throw NotFound(path: path, remedy: "the path is not absolute") }
      return try Self.checked(path, or: nil)
    case .product(let name):
      return try Self.checked(Self.folderOfTests() + "/" + name, or: "run `swift build` first")
    }
  }

  /// Returns the path if it names an executable file, and throws otherwise.
  static func checked(_ path: String, or remedy: String?) throws(NotFound) -> String {
    var isFolder = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder,
      FileManager.default.isExecutableFile(atPath: path)
    else { throw NotFound(path: path, remedy: remedy) }
    return path
  }

  private static func folderOfTests() throws -> String {
    let binary = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    return binary.split(separator: "/").dropLast().map { "/" + $0 }.joined()
  }
}
