import CFastCGI
import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

extension RequestExchange {
  /// How much of stdin libfcgi has in hand at once: its buffer's size.
  public static let stdinChunkSize = 8192

  /// Reads what there is of stdin, waiting for the first byte only.
  ///
  /// - Parameter buffer: is filled from its start; not empty.
  /// - Returns: how many bytes were read; 0 at the true end of stdin.
  /// - Throws: ``ExchangeError`` if stdin broke off, so that a short body is never taken for a whole one.
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
    // One FCGX_GetChar fills libfcgi's buffer; FCGX_GetStr for no more than the buffer holds then doesn't block.
    let (first, timedOut) = watch.watching(request.pointee.ipcFd, .reading, until: begun + patience) {
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

  /// Reads and drops what has arrived of stdin, up to 64 KiB, without waiting for more.
  ///
  /// Where that is not all of it, libfcgi is left with an error, and the connection is only good for closing.
  mutating func dropArrivedStdin() {
    let flags = fcntl(request.pointee.ipcFd, F_GETFL)
    guard flags >= 0, fcntl(request.pointee.ipcFd, F_SETFL, flags | O_NONBLOCK) == 0 else { return }
    var budget = 65_536
    withUnsafeTemporaryAllocation(byteCount: RequestExchange.stdinChunkSize, alignment: 1) { scratch in
      while budget > 0, case .success(let count) = readStdin(into: scratch), count > 0 { budget -= count }
    }
    _ = fcntl(request.pointee.ipcFd, F_SETFL, flags)
  }
}
