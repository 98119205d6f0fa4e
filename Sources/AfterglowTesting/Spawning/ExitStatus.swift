/// How a process ended.
public enum ExitStatus: Hashable, Sendable {
  /// By itself, with an exit code.
  case exited(code: Int32)
  /// By a signal, such as the one of a trap.
  case signaled(number: Int32)
}

extension ExitStatus: CustomStringConvertible {
  /// The words for a failure message.
  public var description: String {
    switch self {
    case .exited(let code): "exited with code \(code)"
    case .signaled(let number): "ended by signal \(number)"
    }
  }
}
