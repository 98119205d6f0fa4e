import CFastCGI
import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// One request and its response: params, stdin, stdout and the end of the request.
///
/// It may be used on any thread. After ``finish()`` every use of its streams throws ``ExchangeError/finished``
/// instead of accessing memory that libfcgi has freed.
public final class RequestExchange: Sendable {
  /// The CGI variables that the web server sent.
  public let params: RequestParams

  let state: Mutex<State>
  private let watch: ConnectionWatch
  private let number: ConnectionWatch.RequestNumber

  /// The state of libfcgi's request.
  struct State: @unchecked Sendable {
    // Unchecked is safe: the mutex guards the state, and the worker that owns the pointer waits for the exchange.
    let request: UnsafeMutablePointer<FCGX_Request>
    let watch: ConnectionWatch
    let limits: ExchangeLimits
    var isFinished = false
    /// The time spent waiting for stdin, and the number of bytes received.
    var stdinProgress: (waited: Duration, byteCount: Int) = (.zero, 0)
    var stdinIsAtEnd = false
    /// Whether a read timed out, after which nothing more can be received on the connection.
    var stdinIsShut = false
    /// Whether something has been written, even if it is still in libfcgi's buffer.
    var hasWritten = false
    /// The number of bytes written to stdout, including those in libfcgi's buffer.
    var writtenByteCount = 0
    var writeError: ExchangeError?
  }

  private init(params: RequestParams, number: ConnectionWatch.RequestNumber, state: State) {
    self.params = params
    self.watch = state.watch
    self.number = number
    self.state = Mutex(state)
  }

  deinit { finish() }

  /// Receives the begin request record and the params of a request from an accepted connection.
  ///
  /// - Parameters:
  ///   - connection: the connection's descriptor, which is closed if this throws.
  ///   - request: the worker's request, which must not be in use.
  ///   - watch: the worker's watch.
  ///   - limits: the time limits for the web server.
  /// - Returns: the exchange, which the worker must finish.
  /// - Throws: ``ExchangeError``; no handler may run then, since the params may be incomplete.
  static func receive(
    from connection: Int32, using request: UnsafeMutablePointer<FCGX_Request>, watch: ConnectionWatch,
    limits: ExchangeLimits
  ) throws(ExchangeError) -> RequestExchange {
    let number = watch.beginRequest()
    FCGX_InitRequest(request, -1, 0)
    request.pointee.ipcFd = connection
    // FCGX_Accept_r finishes the previous request, and this flag makes it leave the connection open. The begin
    // request record then sets the flag to the web server's wish.
    request.pointee.keepConnection = 1
    let (status, timedOut) = watch.watching(connection, .receiving, until: .now + limits.readTimeout) {
      FCGX_Accept_r(request)
    }
    guard status == 0, let stdin = request.pointee.in, let envp = request.pointee.envp else {
      throw timedOut ? .timedOut(.begin) : .incomplete(.begin)
    }
    // FCGX_Accept_r returns 0 with partial params if the connection closes between two of them.
    if let error = ExchangeError.ofStream(stdin, .params) {
      abandon(request)
      throw timedOut ? .timedOut(.params) : error
    }
    guard request.pointee.role == FCGI_RESPONDER else {
      let role = Int(request.pointee.role)
      refuseRole(request)
      throw .unsupportedRole(role)
    }
    return RequestExchange(
      params: RequestParams(copying: envp), number: number,
      state: State(request: request, watch: watch, limits: limits))
  }

  /// Refuses the request with protocol status `FCGI_UNKNOWN_ROLE` (FastCGI specification, section 5.5).
  private static func refuseRole(_ request: UnsafeMutablePointer<FCGX_Request>) {
    let end = RecordBytes.endRequest(
      requestID: request.pointee.requestId, appStatus: 0, protocolStatus: FCGI_UNKNOWN_ROLE)
    _ = sendWhole(end, to: request.pointee.ipcFd)
    lingerUntilPeerCloses(request.pointee.ipcFd)
    abandon(request)
  }

  /// Sets the app status to end the request with; 0 by default.
  ///
  /// It is the exit status that a CGI program would have returned (section 5.5).
  ///
  /// - Parameter status: the app status.
  public func setAppStatus(_ status: Int32) {
    state.withLock { state in
      guard !state.isFinished else { return }
      state.request.pointee.appStatus = status
    }
  }

  /// Ends the current read of stdin, and every later one that would wait for the web server.
  ///
  /// These reads throw ``ExchangeError/timedOut(_:)``. A response can still be written. Any thread may call this. It
  /// does nothing if the request has been finished.
  public func interruptReading() {
    watch.interruptReading(of: number)
  }

  /// Whether the web server has closed the connection, so that nobody waits for the response.
  ///
  /// nginx closes it when its client disconnects. The check reads nothing from the connection. It is `true` once the
  /// request has been finished. It is `false` while another thread reads or writes; that thread gets the error.
  public var peerIsGone: Bool {
    state.withLockIfAvailable { $0.isFinished || $0.peerIsGone } ?? false
  }

  /// Whether any part of a response has been written.
  public var hasWritten: Bool { state.withLock { $0.hasWritten } }

  /// The number of response bytes written, including the head.
  public var writtenByteCount: Int { state.withLock { $0.writtenByteCount } }
}

extension RequestExchange.State {
  /// Whether the peer has closed its side; in FastCGI such a peer no longer reads either.
  fileprivate var peerIsGone: Bool {
    guard writeError == nil else { return true }
    // After a time-out this side may have shut down reading, which would look the same.
    guard !stdinIsShut else { return false }
    var connection = pollfd(fd: request.pointee.ipcFd, events: Int16(EPOLLRDHUP.rawValue), revents: 0)
    return poll(&connection, 1, 0) > 0
  }
}
