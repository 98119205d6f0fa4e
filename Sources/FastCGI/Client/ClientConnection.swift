#if canImport(Glibc)
  import Glibc
#endif

/// A connection to an application, as a web server makes one, which is given up at a deadline.
///
/// Its calls block the thread.
package struct ClientConnection: ~Copyable {
  private let descriptor: Int32
  private let deadline: ContinuousClock.Instant

  private init(
    family: Int32, until deadline: ContinuousClock.Instant
  ) throws(ClientConnectionError) {
    descriptor = try Self.socket(of: family)
    self.deadline = deadline
  }

  deinit { close(descriptor) }

  /// Connects to an application.
  ///
  /// - Parameters:
  ///   - address: where it listens; `0.0.0.0` and `::` lead to this machine.
  ///   - deadline: when everything has to be over.
  /// - Returns: the connection.
  /// - Throws: ``ClientConnectionError`` if nobody listens there, or the connection has to wait too long.
  package static func open(
    to address: ListenAddress, until deadline: ContinuousClock.Instant
  ) throws(ClientConnectionError) -> ClientConnection {
    switch address {
    case .unix(let path):
      let connection = try ClientConnection(family: AF_UNIX, until: deadline)
      try connection.establish { withUnixSocketAddress(path, $0) }
      return connection
    case .tcp(let host, let port):
      let found = try resolve(host, port)
      defer { freeaddrinfo(found) }
      let connection = try ClientConnection(family: found.pointee.ai_family, until: deadline)
      try connection.establish { $0(found.pointee.ai_addr, found.pointee.ai_addrlen) }
      return connection
    case .inherited:
      preconditionFailure("a descriptor of another process can't be connected to")
    }
  }

  /// Sends the bytes of a request.
  ///
  /// - Throws: ``ClientConnectionError`` if they are not taken.
  package func send(_ bytes: [UInt8]) throws(ClientConnectionError) {
    try limit(SO_SNDTIMEO)
    let number = sendWhole(bytes, to: descriptor)
    if number != 0 { throw error("send", number) }
  }

  /// Waits for bytes.
  ///
  /// - Returns: those that have come, or none if the application has closed the connection.
  /// - Throws: ``ClientConnectionError`` if nothing comes in time or the connection is lost.
  package func receive() throws(ClientConnectionError) -> [UInt8] {
    var buffer = [UInt8](repeating: 0, count: 1 << 14)
    while true {
      try limit(SO_RCVTIMEO)
      let count = recv(descriptor, &buffer, buffer.count, 0)
      if count >= 0 { return Array(buffer.prefix(count)) }
      if errno != EINTR { throw error("recv", errno) }
    }
  }

  /// Connects to the address that `withAddress` calls its argument with.
  private func establish(
    _ withAddress: ((UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32
  ) throws(ClientConnectionError) {
    // Connecting counts as sending (socket(7)); to a unix socket it waits while the backlog is full.
    try limit(SO_SNDTIMEO)
    let descriptor = descriptor
    if withAddress({ connect(descriptor, $0, $1) }) != 0 { throw error("connect", errno) }
  }

  /// Lets the next call in this direction last no longer than until the deadline.
  private func limit(_ direction: Int32) throws(ClientConnectionError) {
    let left = ContinuousClock.now.duration(to: deadline).components
    let microseconds = left.seconds * 1_000_000 + left.attoseconds / 1_000_000_000_000
    guard microseconds > 0 else { throw .timedOut }
    var time = timeval(tv_sec: Int(microseconds / 1_000_000), tv_usec: Int(microseconds % 1_000_000))
    let size = socklen_t(MemoryLayout<timeval>.size)
    guard setsockopt(descriptor, SOL_SOCKET, direction, &time, size) == 0 else {
      throw error("setsockopt", errno)
    }
  }

  /// A call that its time-out ends says `EAGAIN`, and `EINPROGRESS` if it was to connect (socket(7)).
  private func error(_ call: String, _ number: Int32) -> ClientConnectionError {
    number == EAGAIN || number == EINPROGRESS
      ? .timedOut : .system(SystemError(call, number: number))
  }

  private static func socket(of family: Int32) throws(ClientConnectionError) -> Int32 {
    let descriptor = Glibc.socket(family, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw .system(SystemError("socket")) }
    return descriptor
  }

  private static func resolve(
    _ host: String, _ port: UInt16
  ) throws(ClientConnectionError) -> UnsafeMutablePointer<addrinfo> {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    hints.ai_flags = AI_NUMERICSERV
    var found: UnsafeMutablePointer<addrinfo>?
    let status = getaddrinfo(host, String(port), &hints, &found)
    guard status == 0, let found else {
      throw .unresolvedHost(host: host, reason: String(cString: gai_strerror(status)))
    }
    return found
  }
}
