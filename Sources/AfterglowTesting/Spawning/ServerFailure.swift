/// The error of a test with a spawned process: the error as it was thrown, and what the process printed.
public struct ServerFailure: Error, Sendable {
  /// The error as it was thrown, by the closure or by the kit.
  public let underlyingError: any Error
  /// The name of the executable.
  public let executable: String
  /// All lines of standard output and standard error, those of the shutdown included.
  public let log: [String]
  /// How the process had ended before it was stopped, or nil if it was still running.
  public let exitStatus: ExitStatus?
}

extension ServerFailure: CustomStringConvertible {
  /// The error, followed by the lines of the log.
  public var description: String {
    let state = exitStatus.map(\.description) ?? "running until stopped"
    return "\(underlyingError)\n\(executable) (\(state)) printed:\n\(Self.indented(log))"
  }

  /// The lines of a log for a message.
  static func indented(_ log: [String]) -> String {
    log.isEmpty ? "  (nothing)" : log.map { "  " + $0 }.joined(separator: "\n")
  }
}
