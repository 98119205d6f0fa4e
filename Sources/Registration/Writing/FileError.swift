import SystemPackage

/// The error of a file operation that the operating system refused.
struct FileError: Error, Hashable, CustomStringConvertible {
  /// The attempted operation, as a verb with its object: `append to the log file`.
  let operation: String
  /// The path to the file or folder.
  let path: String
  /// The operating system's reason, or another description of the failure.
  let reason: String
  /// The advice for an administrator.
  let advice: String

  var description: String { "Cannot \(operation) \(path): \(reason). \(advice)" }

  /// Runs calls that throw `Errno`, and turns their errors into one with an operation, a path and advice.
  ///
  /// - Throws: `FileError` if `body` throws.
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
