import SystemPackage

/// A file operation that the operating system refused.
struct FileError: Error, Hashable, CustomStringConvertible {
  /// What was attempted, as a verb with its object's role: `append to the log file`.
  let operation: String
  /// The file or folder concerned.
  let path: String
  /// The operating system's reason, or what went wrong without one.
  let reason: String
  /// What an administrator can do about it.
  let advice: String

  var description: String { "Cannot \(operation) \(path): \(reason). \(advice)" }

  /// Runs calls that throw `Errno` and gives their failure a name, a path and advice.
  ///
  /// - Throws: `FileError` when `body` throws anything.
  static func wrapping<Result>(
    _ operation: String, _ path: String, advice: String, _ body: () throws -> Result
  ) throws(FileError) -> Result {
    do {
      return try body()
    } catch {
      throw FileError(operation: operation, path: path, reason: "\(error)", advice: advice)
    }
  }
}
