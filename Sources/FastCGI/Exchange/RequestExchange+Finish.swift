import CFastCGI
import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

extension RequestExchange {
  /// Ends the request and closes its connection.
  ///
  /// What was written goes out with `FCGI_END_REQUEST`, and libfcgi frees the params and streams (`FCGX_Finish_r`). From
  /// here on the client has its whole response. Calling it again does nothing.
  public func finish() {
    _ = finish(keepingConnection: false)
  }

  /// Ends the request and, if the web server wants that and it is safe, leaves the connection open.
  ///
  /// It is safe only if stdin was read to its end without an error. What a handler left of a body would otherwise be taken
  /// for the next request's records, and a body is the client's to choose.
  ///
  /// - Parameter mayKeep: whether the connection may stay open at all.
  /// - Returns: the connection, if it is open: the caller's from now on.
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

  /// Breaks the request off without `FCGI_END_REQUEST`.
  ///
  /// The web server then knows the response to be incomplete and says so to the client. What is still in libfcgi's buffer
  /// is not sent.
  public func abort() {
    state.withLock { state in
      guard !state.isFinished else { return }
      state.isFinished = true
      Self.abandon(state.request)
    }
  }

  /// Frees a request whose connection is of no use any more; nothing is sent.
  static func abandon(_ request: UnsafeMutablePointer<FCGX_Request>) {
    shutdown(request.pointee.ipcFd, Int32(SHUT_RDWR))
    RequestExchange.State.markClosed(request.pointee.out)
    RequestExchange.State.markClosed(request.pointee.err)
    request.pointee.keepConnection = 0
    FCGX_Detach(request)
    FCGX_Finish_r(request)
  }

  /// Closes the sending side and reads what the web server still sends, for up to two seconds in all.
  ///
  /// Closing a socket with unread input resets it, and the response could be lost. libfcgi's own wait has no such bound.
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
  /// Whether the connection can serve another request.
  ///
  /// What has arrived of an unread stdin is dropped for that.
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
      // Sends the end of stderr only if there was something on it.
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

  /// Ends a request on a connection that the web server means to keep and that is to be closed.
  ///
  /// nginx keeps a connection only if `FCGI_END_REQUEST` ends exactly where what it has read ends. A record more
  /// in the same send makes it close the connection, instead of sending the next request into the closing one,
  /// which costs a POST a 502.
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
    // Input that nobody read is what makes a plain close unsafe.
    if !stdinIsAtEnd { dropArrivedStdin() }
    if !stdinIsAtEnd { RequestExchange.lingerUntilPeerCloses(request.pointee.ipcFd) }
    request.pointee.keepConnection = 0
    FCGX_Detach(request)
    FCGX_Finish_r(request)
  }

  /// As after `FCGX_FClose`, but without the records it would send.
  static func markClosed(_ stream: UnsafeMutablePointer<FCGX_Stream>?) {
    guard let stream else { return }
    stream.pointee.wasFCloseCalled = 1
    stream.pointee.isClosed = 1
    stream.pointee.rdNext = stream.pointee.wrNext
    stream.pointee.stop = stream.pointee.wrNext
  }
}
