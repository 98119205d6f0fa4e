import CFastCGI
import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// A listening socket that web servers connect to.
///
/// Its end removes a unix socket's path if the path still leads to this socket.
public final class ListeningSocket: Sendable {
  /// The default backlog.
  ///
  /// It is generous, since nginx answers 502 at once when a unix socket's backlog is full.
  public static let defaultBacklog: Int32 = 511

  /// The default mode of a unix socket, which lets only its owner and group connect.
  ///
  /// Anyone who can connect can claim any `REMOTE_USER`.
  public static let defaultMode: mode_t = 0o660

  /// The address of the socket; for TCP with the port that the system chose.
  public let address: ListenAddress

  /// Whether this process opened the socket; an inherited one belongs to the process that passed it on.
  public var isOwn: Bool { address != .inherited }

  let descriptor: Int32
  private let ownPath: Mutex<UnixSocketPath?>

  init(descriptor: Int32, address: ListenAddress, ownPath: UnixSocketPath? = nil) {
    self.descriptor = descriptor
    self.address = address
    self.ownPath = Mutex(ownPath)
  }

  deinit {
    removePath()
    close(descriptor)
  }

  /// Removes a unix socket's path if it still leads to this socket; waiting connections stay.
  ///
  /// The deinitialiser does this too, but a program may exit while the socket is still referenced.
  public func removePath() {
    ownPath.withLock { path in
      path?.remove()
      path = nil
    }
  }

  /// Opens a listening socket.
  ///
  /// - Parameters:
  ///   - address: the address to listen on. ``ListenAddress/inherited`` takes over descriptor 0 and puts `/dev/null`
  ///     in its place, so that child processes don't inherit the socket.
  ///   - mode: the mode of a unix socket; ``defaultMode`` by default.
  ///   - backlog: the number of connections that may wait to be accepted, ``defaultBacklog`` by default; not used for
  ///     an inherited socket.
  ///   - environment: the environment variables, in which socket activation names the inherited socket; empty by
  ///     default, which means descriptor 0.
  /// - Returns: the listening socket.
  /// - Throws: ``ListeningSocketError`` if the socket can't be opened.
  public static func open(
    at address: ListenAddress,
    mode: mode_t = defaultMode,
    backlog: Int32 = defaultBacklog,
    environment: [String: String] = [:]
  ) throws(ListeningSocketError) -> ListeningSocket {
    let socket: ListeningSocket
    switch address {
    case .unix(let path): socket = try openUnix(path: path, mode: mode, backlog: backlog)
    case .tcp(let host, let port): socket = try openTCP(host: host, port: port, backlog: backlog)
    case .inherited: socket = try takeOverDescriptor(inheritedDescriptor(environment: environment))
    }
    try socket.makeNonBlocking()
    return socket
  }

  /// A connection wakes all processes that share the socket, and all but one find it gone; they must not block.
  private func makeNonBlocking() throws(ListeningSocketError) {
    let flags = fcntl(descriptor, F_GETFL)
    guard flags >= 0, fcntl(descriptor, F_SETFL, flags | O_NONBLOCK) == 0 else {
      throw .system(SystemError("fcntl", on: "\(address)"))
    }
  }

  /// Returns a copy of the descriptor for a child process, blocking and close-on-exec; the caller must close it.
  ///
  /// Afterwards a unix socket's path outlives this object, and the caller must remove it.
  ///
  /// - Returns: the new descriptor.
  /// - Throws: ``ListeningSocketError`` if the descriptor can't be copied.
  package func handOver() throws(ListeningSocketError) -> Int32 {
    let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
    guard copy >= 0, fcntl(copy, F_SETFL, fcntl(copy, F_GETFL) & ~O_NONBLOCK) == 0 else {
      throw .system(SystemError("fcntl", on: "\(address)"))
    }
    ownPath.withLock { $0 = nil }
    return copy
  }

  /// Accepts a connection if one is waiting.
  ///
  /// - Returns: the connection's descriptor, close-on-exec and blocking; `nil` if there was none, or it closed
  ///   meanwhile.
  /// - Throws: ``SystemError`` if accepting fails permanently, or because descriptors or memory have run out.
  func accept() throws(SystemError) -> Int32? {
    let connection = accept4(descriptor, nil, nil, Int32(SOCK_CLOEXEC.rawValue))
    if connection >= 0 { return connection }
    switch errno {
    // EINVAL and ENOTSOCK: the socket has been shut down or given up meanwhile.
    case EINVAL, ENOTSOCK: return nil
    case EAGAIN, EINTR, ECONNABORTED, EPERM, EPROTO, ENETDOWN, EHOSTDOWN, EHOSTUNREACH, ENETUNREACH,
      ENOPROTOOPT:
      return nil
    default:
      throw SystemError("accept4", on: "\(address)")
    }
  }
}
