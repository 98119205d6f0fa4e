import CFastCGI
import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// One request and its response: params, stdin, stdout, finish.
///
/// It may be handed to other threads. After ``finish()`` every use of its streams throws
/// ``ExchangeError/finished`` instead of reaching into memory that libfcgi has freed.
public final class RequestExchange: Sendable {
  /// What the web server said of the request.
  public let params: RequestParams

  let state: Mutex<State>
  private let watch: ConnectionWatch
  private let number: ConnectionWatch.RequestNumber

  /// What libfcgi's request is in the midst of.
  struct State: @unchecked Sendable {
    // because it lives in the mutex, and the pointer in it is the worker's, which waits for the exchange.
    let request: UnsafeMutablePointer<FCGX_Request>
    let watch: ConnectionWatch
    let limits: ExchangeLimits
    var isFinished = false
    /// How long stdin has been waited for, and how many bytes have come.
    var stdinProgress: (waited: Duration, byteCount: Int) = (.zero, 0)
    var stdinIsAtEnd = false
    /// Whether a read took too long, so that nothing more comes on the connection.
    var stdinIsShut = false
    /// Set once something has been written, whether or not it has left libfcgi's buffer.
    var hasWritten = false
    /// Of stdout; what is still in libfcgi's buffer included.
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

  /// Receives the begin request record and the params of a request from a connection that has been accepted.
  ///
  /// - Parameters:
  ///   - connection: the connection's descriptor, which is closed if this throws.
  ///   - request: the worker's request, not in use.
  ///   - watch: the worker's watch.
  ///   - limits: what a web server may take.
  /// - Returns: the exchange; the worker finishes it.
  /// - Throws: ``ExchangeError``; no handler may run then, since the params may be incomplete.
  static func receive(
    from connection: Int32, using request: UnsafeMutablePointer<FCGX_Request>, watch: ConnectionWatch,
    limits: ExchangeLimits
  ) throws(ExchangeError) -> RequestExchange {
    let number = watch.beginRequest()
    FCGX_InitRequest(request, -1, 0)
    request.pointee.ipcFd = connection
    // FCGX_Accept_r finishes the request before, and with this set it leaves the connection open. The begin
    // request record then says what the web server wants.
    request.pointee.keepConnection = 1
    let (status, timedOut) = watch.watching(connection, .reading, until: .now + limits.readTimeout) {
      FCGX_Accept_r(request)
    }
    guard status == 0, let stdin = request.pointee.in, let envp = request.pointee.envp else {
      throw timedOut ? .timedOut(.begin) : .incomplete(.begin)
    }
    // FCGX_Accept_r returns 0 with partial params when the connection closes between two of them.
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

  /// Answers with protocol status `FCGI_UNKNOWN_ROLE` (FastCGI specification, section 5.5).
  private static func refuseRole(_ request: UnsafeMutablePointer<FCGX_Request>) {
    let end = RecordBytes.endRequest(
      requestID: request.pointee.requestId, appStatus: 0, protocolStatus: FCGI_UNKNOWN_ROLE)
    _ = sendWhole(end, to: request.pointee.ipcFd)
    lingerUntilPeerCloses(request.pointee.ipcFd)
    abandon(request)
  }

  /// The app status to end the request with: what the program's exit status would have been as a CGI program
  /// (section 5.5).
  ///
  /// 0 by default.
  public func setAppStatus(_ status: Int32) {
    state.withLock { state in
      guard !state.isFinished else { return }
      state.request.pointee.appStatus = status
    }
  }

  /// Ends a read of stdin that waits for the web server just now, and every one to come that would: they throw
  /// ``ExchangeError/timedOut(_:)``.
  ///
  /// For any thread to call; a response can still be written. Nothing happens if the request has been finished.
  public func interruptReading() {
    watch.interruptReading(of: number)
  }

  /// Whether the web server has closed the connection, so that nobody waits for the response.
  ///
  /// nginx does that when its client goes away. Nothing is read for it. `true` once the request has been finished; `false`
  /// while another thread reads or writes, which then learns of it.
  public var peerIsGone: Bool {
    state.withLockIfAvailable { $0.isFinished || $0.peerIsGone } ?? false
  }

  /// Whether anything of a response has been written.
  public var hasWritten: Bool { state.withLock { $0.hasWritten } }

  /// How many bytes of a response have been written, its head included.
  public var writtenByteCount: Int { state.withLock { $0.writtenByteCount } }
}

extension RequestExchange.State {
  /// A peer that still reads after it has closed its own side is none that FastCGI knows.
  fileprivate var peerIsGone: Bool {
    guard writeError == nil else { return true }
    // A time-out has shut the reading down from this side, which looks the same.
    guard !stdinIsShut else { return false }
    var connection = pollfd(fd: request.pointee.ipcFd, events: Int16(EPOLLRDHUP.rawValue), revents: 0)
    return poll(&connection, 1, 0) > 0
  }
}
