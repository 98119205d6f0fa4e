#if canImport(Glibc)
  import Glibc
#endif

/// The way in which a process ended.
enum ProcessEnd: Equatable, CustomStringConvertible {
  case exited(code: Int32)
  case signaled(number: Int32)
  /// The process could not be started.
  case notStarted(reason: String)

  /// Whether another start would end the same way.
  ///
  /// It would after a bad command line, contradictory routes or a bad configuration (`sysexits.h`).
  var isPermanent: Bool {
    switch self {
    case .exited(let code): [EX_USAGE, EX_SOFTWARE, EX_CONFIG].contains(code)
    case .signaled: false
    case .notStarted: true
    }
  }

  var description: String {
    switch self {
    case .exited(let code): "exit code \(code)"
    case .signaled(let number): "signal \(number) (\(String(cString: strsignal(number))))"
    case .notStarted(let reason): "not started: \(reason)"
    }
  }
}
