/// The reason why an application can't listen at an address.
public enum ListeningSocketError: Error, Equatable, CustomStringConvertible {
  /// Another server already answers on that unix socket.
  case inUse(path: String)

  /// The file at that path is not a socket; it is left alone.
  case notASocket(path: String)

  /// Descriptor 0 is not a listening socket.
  case descriptorNotListening(reason: String)

  /// The host has no address to listen on.
  case unresolvedHost(host: String, reason: String)

  /// A system call failed.
  case system(SystemError)

  /// A line that says what is wrong and what to do.
  public var description: String {
    switch self {
    case .inUse(let path):
      "A server is already listening on unix:\(path). Stop it first, or listen on another path."
    case .notASocket(let path):
      "\(path) exists and is not a socket. Remove it, or listen on another path."
    case .descriptorNotListening(let reason):
      "Descriptor 0 is not a listening socket (\(reason)). Give an address with --listen, or start the process "
        + "with a listening socket on descriptor 0, as spawn-fcgi and socket activation do."
    case .unresolvedHost(let host, let reason):
      "No address to listen on for host '\(host)': \(reason)."
    case .system(let error):
      "Can't listen: \(error)."
    }
  }
}
