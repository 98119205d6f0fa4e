/// Why an application can't be asked, or doesn't answer.
package enum ClientConnectionError: Error, Equatable, CustomStringConvertible {
  /// The deadline has passed.
  case timedOut

  /// The host has no address.
  case unresolvedHost(host: String, reason: String)

  /// A system call failed.
  case system(SystemError)

  /// What is wrong, in one line.
  package var description: String {
    switch self {
    case .timedOut: "there is no answer in time"
    case .unresolvedHost(let host, let reason): "there is no address of host '\(host)': \(reason)"
    case .system(let error): "\(error)"
    }
  }
}
