/// The error of a message that the mail command didn't accept.
enum SendmailError: Error, Hashable, CustomStringConvertible {
  /// The command couldn't be started.
  case notStarted(command: SendmailCommand, reason: String)
  /// The command exited with a status other than 0; `output` is the start of its standard error.
  case exited(command: SendmailCommand, status: Int32, output: String)
  /// A signal ended the command; `output` is the start of its standard error.
  case signaled(command: SendmailCommand, signal: Int32, output: String)
  /// The command was still running at its time limit and was killed.
  case timedOut(command: SendmailCommand, limit: Duration)

  var description: String {
    switch self {
    case .notStarted(let command, let reason):
      "Cannot start \(command): \(reason) Check REGISTRATION_SENDMAIL."
    case .exited(let command, let status, let output):
      "\(command) exited with status \(status)\(Self.quoting(output)). "
        + "Try it by hand with a message on its standard input."
    case .signaled(let command, let signal, let output):
      "\(command) was ended by signal \(signal)\(Self.quoting(output)). "
        + "Try it by hand with a message on its standard input."
    case .timedOut(let command, let limit):
      "\(command) hadn't finished after \(limit) and was killed. Check that its mail server answers."
    }
  }

  private static func quoting(_ output: String) -> String {
    output.isEmpty ? ", without a word" : ", saying \(output.debugDescription)"
  }
}
