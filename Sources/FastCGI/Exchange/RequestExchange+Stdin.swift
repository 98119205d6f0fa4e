import CFastCGI
import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

extension RequestExchange {
  /// The size of libfcgi's stdin buffer in bytes.
  public static let stdinChunkSize = 8192

  /// Reads the available bytes of stdin, and waits only for the first one.
  ///
  /// - Parameter buffer: the buffer to fill from its start; it must not be empty.
  /// - Returns: the number of bytes read; 0 at the end of stdin.
  /// - Throws: ``ExchangeError`` if stdin broke off, so that a truncated body is never mistaken for a whole one.
  public func readStdin(into buffer: UnsafeMutableRawBufferPointer) throws(ExchangeError) -> Int {
    precondition(!buffer.isEmpty, "stdin is read into a buffer that has room")
    let result: Result<Int, ExchangeError> = state.withLock { state in
      guard !state.isFinished else { return .failure(.finished) }
      return state.readStdin(into: buffer)
    }
    return try result.get()
  }
}

extension RequestExchange.State {
  mutating func readStdin(into buffer: UnsafeMutableRawBufferPointer) -> Result<Int, ExchangeError> {
    guard !stdinIsAtEnd, let stdin = request.pointee.in, let start = buffer.baseAddress else {
      return .success(0)
    }
    let begun = ContinuousClock.now
    let patience = limits.stdinPatience(waited: stdinProgress.waited, byteCount: stdinProgress.byteCount)
    // FCGX_GetChar fills libfcgi's buffer. FCGX_GetStr doesn't block if it takes no more than the buffer holds.
    let (first, timedOut) = watch.watching(request.pointee.ipcFd, .readingStdin, until: begun + patience) {
      FCGX_GetChar(stdin)
    }
    stdinProgress.waited += begun.duration(to: .now)
    if timedOut { stdinIsShut = true }
    guard first >= 0 else {
      if timedOut { return .failure(.timedOut(.stdin)) }
      if let error = ExchangeError.ofStream(stdin, .stdin) { return .failure(error) }
      stdinIsAtEnd = true
      return .success(0)
    }
    buffer[0] = UInt8(truncatingIfNeeded: first)
    let buffered = stdin.pointee.stop - stdin.pointee.rdNext
    let rest = FCGX_GetStr(
      (start + 1).assumingMemoryBound(to: CChar.self), Int32(clamping: min(buffer.count - 1, buffered)), stdin
    )
    stdinProgress.byteCount += 1 + Int(rest)
    return .success(1 + Int(rest))
  }

  /// Reads and drops the bytes of stdin that have arrived, up to 64 KiB, without waiting for more.
  ///
  /// If they are not all of stdin, libfcgi's stream is left with an error, and the connection can only be closed.
  mutating func dropArrivedStdin() {
    _ = ReadInterruption.withoutWaiting(on: request.pointee.ipcFd) {
      var budget = 65_536
      withUnsafeTemporaryAllocation(byteCount: RequestExchange.stdinChunkSize, alignment: 1) { scratch in
        while budget > 0, case .success(let count) = readStdin(into: scratch), count > 0 { budget -= count }
      }
    }
  }
}
