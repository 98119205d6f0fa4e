/// The error of a test with a spawned process: the original error and the output of the process.
public struct ServerFailure: Error, Sendable {
  /// The original error of the closure or the kit.
  public let underlyingError: any Error
  /// The name of the executable.
  public let executable: String
  /// All lines of standard output and standard error, including those of the shutdown.
  public let log: [String]
  /// The exit status if the process ended before it was stopped; otherwise `nil`.
  public let exitStatus: ExitStatus?
}

extension ServerFailure: CustomStringConvertible {
  /// The error, followed by the lines of the log.
  public var description: String {
    let state = exitStatus.map(\.description) ?? "running until stopped"
    return "\(underlyingError)\n\(executable) (\(state)) printed:\n\(Self.indented(log))"
  }

  /// Returns the lines of a log, indented for a message.
  static func indented(_ log: [String]) -> String {
    log.isEmpty ? "  (nothing)" : log.map { "  " + $0 }.joined(separator: "\n")
  }
}
