import CFastCGI
import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

extension RequestExchange {
  /// Ends the request: what was written goes out with `FCGI_END_REQUEST`, the connection is closed, and
  /// libfcgi frees the params and streams (`FCGX_Finish_r`).
  ///
  /// From here on the client has its whole response. Calling it again does nothing.
  public func finish() {
    state.withLock { state in
      guard !state.isFinished else { return }
      state.isFinished = true
      state.sendEnd()
      state.closeConnection()
    }
  }

  /// Breaks the request off without `FCGI_END_REQUEST`, so that the web server knows the response to be
  /// incomplete and says so to the client.
  ///
  /// What is still in libfcgi's buffer is not sent.
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
  /// Closing a
  /// socket with unread input resets it, and the response could be lost. libfcgi's own wait has no such bound.
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
  mutating func sendEnd() {
    guard writeError == nil, let stdout = request.pointee.out, let stderr = request.pointee.err else {
      return
    }
    // Sends the end of stderr only if there was something on it.
    FCGX_FClose(stderr)
    if request.pointee.keepConnection == 0 {
      FCGX_FClose(stdout)
      noteError(of: stdout)
    } else {
      sendEndThatIsNotKept(stdout)
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
