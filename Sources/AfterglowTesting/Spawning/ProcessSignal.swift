import Glibc

/// A signal that a test sends to a process.
public enum ProcessSignal: Hashable, Sendable {
  /// SIGTERM: stop gracefully.
  case terminate
  /// SIGINT: stop gracefully, as from a terminal.
  case interrupt
  /// SIGQUIT: stop at once.
  case quit
  /// SIGHUP: restart the processes, or read the configuration again.
  case hangUp
  /// SIGUSR1: defined by the program.
  case userDefined1
  /// SIGUSR2: defined by the program.
  case userDefined2
  /// SIGSTOP: halt, which can't be caught.
  case stop
  /// SIGCONT: go on after ``stop``.
  case resume
  /// SIGKILL: die, which can't be caught.
  case kill

  /// The number that kill(2) takes.
  var number: Int32 {
    switch self {
    case .terminate: SIGTERM
    case .interrupt: SIGINT
    case .quit: SIGQUIT
    case .hangUp: SIGHUP
    case .userDefined1: SIGUSR1
    case .userDefined2: SIGUSR2
    case .stop: SIGSTOP
    case .resume: SIGCONT
    case .kill: SIGKILL
    }
  }
}
