import Glibc

/// A listening socket that the kit opens for a process it spawns.
///
/// Close-on-exec, so that only the process it is meant for inherits it.
struct ListeningSocket: ~Copyable {
  let address: ServerAddress
  /// The descriptor, or -1 once it was taken.
  private var descriptor: Int32

  private init(descriptor: Int32, address: ServerAddress) {
    self.descriptor = descriptor
    self.address = address
  }

  deinit {
    if descriptor >= 0 { Glibc.close(descriptor) }
  }

  /// Opens a socket; port 0 stands for any free port, which ``address`` then has.
  static func open(listeningOn address: ServerAddress) throws(ConnectionError) -> ListeningSocket {
    let expected = "a socket that listens on \(address)"
    guard let socketAddress = SocketAddress(address) else {
      throw ConnectionError(
        .invalidAddress, expected: expected, received: "an address that can't be one", elapsed: .zero)
    }
    let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    let descriptor = Glibc.socket(socketAddress.family, type, 0)
    let socket = ListeningSocket(descriptor: descriptor, address: address)
    var reuse: Int32 = 1
    // A deep backlog, so that a burst of a test's connections isn't refused before the process is up.
    guard descriptor >= 0,
      setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &reuse, socklen_t(MemoryLayout<Int32>.size)) == 0,
      socketAddress.withPointer({ Glibc.bind(descriptor, $0, $1) }) == 0,
      Glibc.listen(descriptor, 511) == 0
    else { throw ConnectionError(code: errno, expected: expected, elapsed: .zero) }
    return socket.withBoundPort()
  }

  /// Gives up ownership: the caller closes the descriptor.
  mutating func takeDescriptor() -> Int32 {
    defer { descriptor = -1 }
    return descriptor
  }

  /// With the port that the system chose in place of port 0.
  private consuming func withBoundPort() -> ListeningSocket {
    guard case .tcp(let host, port: 0) = address else { return self }
    let descriptor = takeDescriptor()
    var bound = sockaddr_in6()
    var length = socklen_t(MemoryLayout<sockaddr_in6>.size)
    _ = withUnsafeMutablePointer(to: &bound) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
    }
    // The port is at the same place in an IPv4 and in an IPv6 address.
    let port = Int(in_port_t(bigEndian: bound.sin6_port))
    return ListeningSocket(descriptor: descriptor, address: .tcp(host: host, port: port))
  }
}
