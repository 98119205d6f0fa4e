import FastCGI

/// How a spawned server comes by its listening socket.
public enum ServerListening: Hashable, Sendable {
  /// It inherits a unix socket in the test's folder on descriptor 0, as under a process manager.
  case unixSocket
  /// It inherits a TCP socket on a free port of 127.0.0.1 on descriptor 0.
  case loopback
  /// It opens a unix socket in the test's folder itself: `--listen unix:PATH` is added to the arguments.
  case unixSocketByArgument
  /// It opens a TCP socket itself: `--listen tcp:127.0.0.1:PORT` is added to the arguments.
  ///
  /// The port was free a moment before, so another process may be faster.
  case loopbackByArgument
  /// It has none: descriptor 0 is `/dev/null`. For tests of the command line; the server has no address.
  case nothing

  /// Opens what the process is to inherit, and says where it will listen.
  func open(in folder: String) throws(ListeningSocketError) -> (descriptor: Int32?, address: ServerAddress?) {
    switch self {
    case .unixSocket:
      let socket = try ListeningSocket.open(at: .unix(path: folder + "/server.sock"))
      return (try socket.handOver(), socket.address)
    case .loopback:
      let socket = try ListeningSocket.open(at: .tcp(host: "127.0.0.1", port: 0))
      return (try socket.handOver(), socket.address)
    case .unixSocketByArgument:
      return (nil, .unix(path: folder + "/server.sock"))
    case .loopbackByArgument:
      return (nil, try ListeningSocket.open(at: .tcp(host: "127.0.0.1", port: 0)).address)
    case .nothing:
      return (nil, nil)
    }
  }

  var isByArgument: Bool { self == .unixSocketByArgument || self == .loopbackByArgument }
}
