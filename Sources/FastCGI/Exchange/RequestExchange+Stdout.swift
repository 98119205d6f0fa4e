import CFastCGI
import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

extension RequestExchange {
  /// Writes bytes to stdout.
  ///
  /// Small writes gather in libfcgi's buffer of 8 KiB. They are sent when it is full, on ``flush()``, and when the
  /// request finishes. A write that is larger than the buffer is sent at once, in records as large as possible.
  ///
  /// - Parameter bytes: the bytes to write.
  /// - Throws: ``ExchangeError`` if the write fails or an earlier one has failed.
  public func write(_ bytes: UnsafeRawBufferPointer) throws(ExchangeError) {
    try writing { $0.write(bytes) }
  }

  /// Writes bytes to stdout.
  ///
  /// - Parameter bytes: the bytes to write.
  /// - Throws: ``ExchangeError`` as ``write(_:)-(UnsafeRawBufferPointer)`` does.
  public func write(_ bytes: [UInt8]) throws(ExchangeError) {
    try writing { state in bytes.withUnsafeBytes { state.write($0) } }
  }

  /// Writes text to stderr, and sends it at once.
  ///
  /// nginx puts it into its error log (FastCGI specification, section 6.2).
  ///
  /// - Parameter text: the text to write.
  /// - Throws: ``ExchangeError`` as ``write(_:)-(UnsafeRawBufferPointer)`` does.
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

  /// Sends the buffered output.
  ///
  /// - Throws: ``ExchangeError`` as ``write(_:)-(UnsafeRawBufferPointer)`` does.
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
  /// The largest write that fits into libfcgi's buffer beside its record header.
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

  /// Sends a large write directly: libfcgi would split it into records of 8 KiB with a system call each.
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
