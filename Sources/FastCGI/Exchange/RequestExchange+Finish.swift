import CFastCGI
import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

extension RequestExchange {
  /// Ends the request and closes its connection.
  ///
  /// It sends the buffered output and `FCGI_END_REQUEST`, and libfcgi frees the params and streams (`FCGX_Finish_r`).
  /// After this call the client has its whole response. A second call does nothing.
  public func finish() {
    _ = finish(keepingConnection: false)
  }

  /// Ends the request, and leaves the connection open if the web server asks for it and it is safe.
  ///
  /// It is safe only if stdin was read to its end without an error. Otherwise the unread rest of a body would be read
  /// as the records of the next request, and the client chooses the body's bytes.
  ///
  /// - Parameter mayKeep: whether the connection may stay open.
  /// - Returns: the open connection, which the caller now owns; `nil` if it was closed.
  func finish(keepingConnection mayKeep: Bool) -> Int32? {
    state.withLock { state in
      guard !state.isFinished else { return nil }
      state.isFinished = true
      if mayKeep, state.keepsConnection() { return state.finishKeepingConnection() }
      state.sendEnd()
      state.closeConnection()
      return nil
    }
  }

  /// Ends the request without `FCGI_END_REQUEST`.
  ///
  /// The web server then knows that the response is incomplete and tells the client. Output in libfcgi's buffer is
  /// dropped.
  public func abort() {
    state.withLock { state in
      guard !state.isFinished else { return }
      state.isFinished = true
      Self.abandon(state.request)
    }
  }

  /// Shuts down the connection and frees the request, without sending anything.
  static func abandon(_ request: UnsafeMutablePointer<FCGX_Request>) {
    shutdown(request.pointee.ipcFd, Int32(SHUT_RDWR))
    RequestExchange.State.markClosed(request.pointee.out)
    RequestExchange.State.markClosed(request.pointee.err)
    request.pointee.keepConnection = 0
    FCGX_Detach(request)
    FCGX_Finish_r(request)
  }

  /// Closes the sending side, then reads and drops input until the web server closes, for two seconds at most.
  ///
  /// Closing a socket with unread input resets it, and the response could be lost. libfcgi's own wait has no time
  /// limit.
  static func lingerUntilPeerCloses(_ connection: Int32) {
    shutdown(connection, Int32(SHUT_WR))
    let deadline = ContinuousClock.now + .seconds(2)
    withUnsafeTemporaryAllocation(byteCount: 16_384, alignment: 1) { scratch in
      while true {
        let left = ContinuousClock.now.duration(to: deadline)
        let milliseconds =
          left.components.seconds * 1000 + left.components.attoseconds / 1_000_000_000_000_000
        var readable = pollfd(fd: connection, events: Int16(POLLIN), revents: 0)
        guard milliseconds > 0, poll(&readable, 1, Int32(milliseconds)) > 0 else { return }
        guard recv(connection, scratch.baseAddress, scratch.count, Int32(MSG_DONTWAIT)) > 0 else { return }
      }
    }
  }
}

extension RequestExchange.State {
  /// Returns whether the connection can serve another request.
  ///
  /// If stdin was not read to its end, it first drops the bytes that have arrived.
  mutating func keepsConnection() -> Bool {
    guard request.pointee.keepConnection != 0, writeError == nil, let stdin = request.pointee.in else {
      return false
    }
    if !stdinIsAtEnd { dropArrivedStdin() }
    return stdinIsAtEnd && !stdinIsShut && FCGX_GetError(stdin) == 0
  }

  mutating func finishKeepingConnection() -> Int32? {
    let connection = request.pointee.ipcFd
    sending { state in
      FCGX_FClose(state.request.pointee.err)
      FCGX_FClose(state.request.pointee.out)
      if let stdout = state.request.pointee.out { state.noteError(of: stdout) }
    }
    guard writeError == nil else {
      RequestExchange.abandon(request)
      return nil
    }
    FCGX_Finish_r(request)
    request.pointee.ipcFd = -1
    return connection
  }

  mutating func sendEnd() {
    guard writeError == nil, let stdout = request.pointee.out, let stderr = request.pointee.err else {
      return
    }
    sending { state in
      // Sends the end of stderr only if something was written to it.
      FCGX_FClose(stderr)
      if state.request.pointee.keepConnection == 0 {
        FCGX_FClose(stdout)
        state.noteError(of: stdout)
      } else {
        state.sendEndThatIsNotKept(stdout)
      }
    }
  }

  private mutating func sending(_ body: (inout Self) -> Void) {
    _ = watch.watching(request.pointee.ipcFd, .writing, until: .now + limits.writeTimeout) {
      body(&self)
    }
  }

  /// Ends a request whose connection the web server wants to keep but this side closes.
  ///
  /// nginx keeps a connection only if nothing follows `FCGI_END_REQUEST` in the data it has read. An extra record in
  /// the same send makes nginx close the connection. Otherwise it could send the next request into the closing
  /// connection, and a POST would fail with status 502.
  private mutating func sendEndThatIsNotKept(_ stdout: UnsafeMutablePointer<FCGX_Stream>) {
    FCGX_FFlush(stdout)
    noteError(of: stdout)
    guard writeError == nil else { return }
    let identifier = request.pointee.requestId
    let end =
      RecordBytes.header(type: FCGI_STDOUT, requestID: identifier, contentLength: 0)
      + RecordBytes.endRequest(
        requestID: identifier, appStatus: request.pointee.appStatus, protocolStatus: FCGI_REQUEST_COMPLETE)
      + RecordBytes.emptyManagementRecord
    let number = sendWhole(end, to: request.pointee.ipcFd)
    if number != 0 { writeError = .system(.stdout, number: number) }
    Self.markClosed(stdout)
  }

  mutating func closeConnection() {
    guard writeError == nil else { return RequestExchange.abandon(request) }
    // Unread input would make the close reset the connection.
    if !stdinIsAtEnd { dropArrivedStdin() }
    if !stdinIsAtEnd { RequestExchange.lingerUntilPeerCloses(request.pointee.ipcFd) }
    request.pointee.keepConnection = 0
    FCGX_Detach(request)
    FCGX_Finish_r(request)
  }

  /// Marks a stream as closed, as `FCGX_FClose` does, but sends no records.
  static func markClosed(_ stream: UnsafeMutablePointer<FCGX_Stream>?) {
    guard let stream else { return }
    stream.pointee.wasFCloseCalled = 1
    stream.pointee.isClosed = 1
    stream.pointee.rdNext = stream.pointee.wrNext
    stream.pointee.stop = stream.pointee.wrNext
  }
}
