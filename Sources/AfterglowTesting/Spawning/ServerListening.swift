import FastCGI

/// The way in which a spawned server gets its listening socket.
public enum ServerListening: Hashable, Sendable {
  /// It inherits a unix socket in the test's folder on descriptor 0, as under a process manager.
  case unixSocket
  /// It inherits a TCP socket on a free port of 127.0.0.1 on descriptor 0.
  case loopback
  /// It opens a unix socket in the test's folder itself: `--listen unix:PATH` is added to the arguments.
  case unixSocketByArgument
  /// It opens a TCP socket itself: `--listen tcp:127.0.0.1:PORT` is added to the arguments.
  ///
  /// The port is reserved for it. The server has to set `SO_REUSEADDR`, as servers usually do.
  case loopbackByArgument
  /// It has no socket: descriptor 0 is `/dev/null`. For tests of the command line; the server has no address.
  case nothing

  /// The socket and the address of a process.
  struct Place {
    /// The descriptor that becomes descriptor 0, closed by the code that spawns the process.
    var descriptor: Int32?
    var address: ServerAddress?
    /// The reserved port, held as long as the process may listen.
    var port: ReservedPort?
  }

  /// Opens the socket that the process inherits, and returns it with its address.
  func open(in folder: String) throws -> Place {
    switch self {
    case .unixSocket: try Self.inheriting(.unix(path: folder + "/server.sock"))
    case .loopback: try Self.inheriting(.tcp(host: "127.0.0.1", port: 0))
    case .unixSocketByArgument: Place(address: .unix(path: folder + "/server.sock"))
    case .loopbackByArgument: try Self.byArgument(ReservedPort())
    case .nothing: Place()
    }
  }

  private static func inheriting(_ address: ServerAddress) throws -> Place {
    let socket = try ListeningSocket.open(at: address)
    return Place(descriptor: try socket.handOver(), address: socket.address)
  }

  private static func byArgument(_ port: ReservedPort) -> Place { Place(address: port.address, port: port) }

  var isByArgument: Bool { self == .unixSocketByArgument || self == .loopbackByArgument }
}
