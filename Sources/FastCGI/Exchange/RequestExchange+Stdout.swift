import CFastCGI
import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

extension RequestExchange {
  /// Writes to stdout.
  ///
  /// Little is gathered in libfcgi's buffer of 8 KiB until that is full, ``flush()`` is called or the request
  /// finishes; much goes out at once, in records as large as they may be.
  ///
  /// - Throws: ``ExchangeError``, also at every write after a failed one.
  public func write(_ bytes: UnsafeRawBufferPointer) throws(ExchangeError) {
    try writing { $0.write(bytes) }
  }

  /// Writes to stdout.
  ///
  /// - Throws: ``ExchangeError``, as ``write(_:)-(UnsafeRawBufferPointer)`` does.
  public func write(_ bytes: [UInt8]) throws(ExchangeError) {
    try writing { state in bytes.withUnsafeBytes { state.write($0) } }
  }

  /// Writes to stderr, which nginx puts into its error log (FastCGI specification, section 6.2).
  ///
  /// It is sent at once.
  ///
  /// - Throws: ``ExchangeError``, as ``write(_:)-(UnsafeRawBufferPointer)`` does.
  public func writeStandardError(_ text: String) throws(ExchangeError) {
    try writing { state in
      var text = text
      guard let stderr = state.request.pointee.err else { return }
      text.withUTF8 { text in
        text.withMemoryRebound(to: CChar.self) {
          _ = FCGX_PutStr($0.baseAddress, Int32(clamping: $0.count), stderr)
        }
      }
      FCGX_FFlush(stderr)
      state.noteError(of: stderr)
    }
  }

  /// Sends what has been written so far.
  ///
  /// - Throws: ``ExchangeError``, as ``write(_:)-(UnsafeRawBufferPointer)`` does.
  public func flush() throws(ExchangeError) {
    try writing { state in
      guard let stdout = state.request.pointee.out else { return }
      FCGX_FFlush(stdout)
      state.noteError(of: stdout)
    }
  }

  private func writing(_ body: (inout State) -> Void) throws(ExchangeError) {
    let error: ExchangeError? = state.withLock { state in
      guard !state.isFinished else { return .finished }
      guard state.writeError == nil else { return state.writeError }
      let deadline = ContinuousClock.now + state.limits.writeTimeout
      let (_, timedOut) = state.watch.watching(state.request.pointee.ipcFd, .writing, until: deadline) {
        body(&state)
      }
      if timedOut, state.writeError != nil { state.writeError = .timedOut(.stdout) }
      return state.writeError
    }
    if let error { throw error }
  }
}

extension RequestExchange.State {
  /// What fits libfcgi's buffer beside the header of its record.
  private static let smallWrite = 8192 - 8

  mutating func write(_ bytes: UnsafeRawBufferPointer) {
    guard !bytes.isEmpty, let stdout = request.pointee.out else { return }
    hasWritten = true
    if bytes.count <= Self.smallWrite {
      _ = bytes.withMemoryRebound(to: CChar.self) { FCGX_PutStr($0.baseAddress, Int32($0.count), stdout) }
      noteError(of: stdout)
    } else {
      writeLarge(bytes, after: stdout)
    }
    if writeError == nil { writtenByteCount += bytes.count }
  }

  /// libfcgi would cut a large write into records of 8 KiB, a system call each.
  private mutating func writeLarge(
    _ bytes: UnsafeRawBufferPointer, after stdout: UnsafeMutablePointer<FCGX_Stream>
  ) {
    FCGX_FFlush(stdout)
    noteError(of: stdout)
    var rest = bytes[...]
    while writeError == nil, !rest.isEmpty {
      watch.extend(to: .now + limits.writeTimeout)
      let content = rest.prefix(RecordBytes.largestAlignedContent)
      let header = RecordBytes.header(
        type: FCGI_STDOUT, requestID: request.pointee.requestId, contentLength: content.count)
      let number = header.withUnsafeBytes {
        sendWhole($0, UnsafeRawBufferPointer(rebasing: content), to: request.pointee.ipcFd)
      }
      if number != 0 { writeError = .system(.stdout, number: number) }
      rest = rest.dropFirst(content.count)
    }
  }

  mutating func noteError(of stream: UnsafeMutablePointer<FCGX_Stream>) {
    if writeError == nil { writeError = .ofStream(stream, .stdout) }
  }
}
