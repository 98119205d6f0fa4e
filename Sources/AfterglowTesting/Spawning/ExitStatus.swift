/// The exit status of a process.
public enum ExitStatus: Hashable, Sendable {
  /// The process exited with a code.
  case exited(code: Int32)
  /// A signal ended the process, such as the one of a trap.
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
