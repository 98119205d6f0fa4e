import CFastCGI
import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// A listening socket that web servers connect to.
///
/// Closing it removes a unix socket's path, if the path still leads to this socket.
public final class ListeningSocket: Sendable {
  /// The default backlog: as PHP-FPM's.
  ///
  /// nginx answers 502 at once when a unix socket's backlog is full.
  public static let defaultBacklog: Int32 = 511

  /// The default mode of a unix socket: its owner and its group may connect, nobody else, since whoever can
  /// connect can claim any `REMOTE_USER`.
  public static let defaultMode: mode_t = 0o660

  /// The address it was opened at; for TCP with the port that the system chose.
  public let address: ListenAddress

  /// Whether this process opened the socket; if not, it is left to whoever holds it.
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

  /// Removes a unix socket's path, if it still leads to this socket; connections that wait on the socket remain.
  ///
  /// The end of the socket does that as well, but a program may exit before the last reference to it is gone.
  public func removePath() {
    ownPath.withLock { path in
      path?.remove()
      path = nil
    }
  }

  /// Opens the socket.
  ///
  /// - Parameters:
  ///   - address: where; ``ListenAddress/inherited`` takes over descriptor 0 and puts `/dev/null` in its place,
  ///     so that child processes don't inherit the socket.
  ///   - mode: the mode of a unix socket.
  ///   - backlog: how many connections may wait to be accepted; not used for an inherited socket.
  ///   - environment: where socket activation says which socket is inherited; without it descriptor 0 is.
  /// - Returns: the socket, listening.
  /// - Throws: ``ListeningSocketError``.
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

  /// Of the processes that share the socket, all but one find the connection gone that they were told of.
  private func makeNonBlocking() throws(ListeningSocketError) {
    let flags = fcntl(descriptor, F_GETFL)
    guard flags >= 0, fcntl(descriptor, F_SETFL, flags | O_NONBLOCK) == 0 else {
      throw .system(SystemError("fcntl", on: "\(address)"))
    }
  }

  /// A descriptor of the socket for a process that is to inherit it, blocking and close-on-exec; the caller closes it.
  ///
  /// The path of a unix socket stays when this socket is gone, and the caller removes it.
  ///
  /// - Throws: ``ListeningSocketError`` if there are no more descriptors.
  package func handOver() throws(ListeningSocketError) -> Int32 {
    let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
    guard copy >= 0, fcntl(copy, F_SETFL, fcntl(copy, F_GETFL) & ~O_NONBLOCK) == 0 else {
      throw .system(SystemError("fcntl", on: "\(address)"))
    }
    ownPath.withLock { $0 = nil }
    return copy
  }

  /// Takes a connection if there is one.
  ///
  /// - Returns: its descriptor, close-on-exec and blocking; `nil` when there is none, or when it was gone again.
  /// - Throws: ``SystemError`` for a failure that will not pass by itself, and for want of descriptors or
  ///   memory, which may.
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
