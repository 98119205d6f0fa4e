import FastCGI
import Synchronization

/// The body of a request.
///
/// It is read when it is asked for: whole with ``collect()``, or piece by piece with ``nextChunk()``.
///
/// The application reads it whole before it calls a handler, unless the handler takes the body as a stream; so a
/// handler never sees part of a body whose rest didn't come.
public final class RequestBody: Sendable {
  private enum State {
    case unread
    case streaming(readSoFar: Int)
    case collected([UInt8])
    case failed(any Error)
  }

  /// The length that the client declared, in bytes, or `nil` if it declared none: there may be a body all the same.
  public let declaredLength: Int?

  /// The most bytes the body may have.
  public internal(set) var limit: Int {
    get { allowed.load(ordering: .relaxed) }
    set { allowed.store(newValue, ordering: .relaxed) }
  }

  private let allowed: Atomic<Int>

  private let state = Mutex(State.unread)
  private let ahead = Mutex(ReadAhead())
  private let source: @Sendable (UnsafeMutableRawBufferPointer) throws -> Int

  /// Whether whoever sends the body has gone.
  let clientIsGone: @Sendable () -> Bool

  /// A body that is read from a source, which returns 0 at the body's true end.
  init(
    declaredLength: Int?, limit: Int, clientIsGone: @escaping @Sendable () -> Bool = { false },
    source: @escaping @Sendable (UnsafeMutableRawBufferPointer) throws -> Int
  ) {
    self.declaredLength = declaredLength
    allowed = Atomic(limit)
    self.clientIsGone = clientIsGone
    self.source = source
  }

  /// The whole body.
  ///
  /// It is kept, so that this can be called again.
  ///
  /// - Throws: ``RequestBodyError`` if it is over the limit, didn't come whole, or has been read in part already;
  ///   the connection's error if that failed.
  public func collect() throws -> [UInt8] {
    if isDeclaredEmpty { return [] }
    return try state.withLock { state in
      switch state {
      case .collected(let bytes): return bytes
      case .failed(let error): throw error
      case .streaming: throw RequestBodyError.alreadyStreamed
      case .unread: return try remember(&state) { try .collected(readWhole()) }
      }
    }
  }

  /// The next piece of the body, of up to 8 KiB, or `nil` at its end.
  ///
  /// - Throws: ``RequestBodyError`` if the body is over the limit or doesn't come whole; the connection's error if
  ///   that fails. What came before is then part of a request that was never made: drop it.
  public func nextChunk() throws -> [UInt8]? {
    if isDeclaredEmpty { return nil }
    return try state.withLock { state in
      switch state {
      case .failed(let error): throw error
      case .collected(let bytes):
        state = .streaming(readSoFar: bytes.count)
        return bytes.isEmpty ? nil : bytes
      case .unread:
        try checkDeclaredLength()
        return try readChunk(&state, after: 0)
      case .streaming(let readSoFar):
        return try readChunk(&state, after: readSoFar)
      }
    }
  }

  /// Shows the beginning of the body piece by piece, without taking it: whoever reads the body then gets all of it.
  ///
  /// The limits of the body are for whoever reads it, who may set others.
  ///
  /// - Parameters:
  ///   - byteCount: how many bytes are shown at most.
  ///   - examine: looks at the next piece, and returns what it has found, or `nil` to see more.
  /// - Returns: what was found; `nil` if nothing was, or if the body has been read as a stream already.
  /// - Throws: the connection's error if that fails, and what `examine` throws.
  func lookAhead<Found: Sendable>(
    atMost byteCount: Int, _ examine: ([UInt8]) throws -> Found?
  ) throws -> Found? {
    if isDeclaredEmpty { return nil }
    return try state.withLock { state in
      switch state {
      case .collected(let bytes): return try examine(Array(bytes.prefix(byteCount)))
      case .failed(let error): throw error
      case .streaming: return nil
      case .unread: break
      }
      var seen = ahead.withLock { $0.bytes }
      if !seen.isEmpty, let found = try examine(seen) { return found }
      while seen.count < byteCount, let chunk = try readAhead(&state, atMost: byteCount - seen.count) {
        seen += chunk
        if let found = try examine(chunk) { return found }
      }
      return nil
    }
  }

  private func readAhead(_ state: inout State, atMost byteCount: Int) throws -> [UInt8]? {
    if ahead.withLock({ $0.isWhole }) { return nil }
    do {
      let size = min(byteCount, RequestExchange.stdinChunkSize)
      let chunk = try [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
        count = try source(UnsafeMutableRawBufferPointer(buffer))
      }
      ahead.withLock { $0.append(chunk) }
      return chunk.isEmpty ? nil : chunk
    } catch {
      state = .failed(error)
      throw error
    }
  }

  /// Reads what was read ahead, and then on.
  private func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    try ahead.withLock({ $0.take(into: buffer) }) ?? source(buffer)
  }

  /// Nothing is to be read then (RFC 3875, section 4.2), not even the end of stdin: HAProxy 2.6 doesn't send that for an
  /// empty body that came in chunks.
  private var isDeclaredEmpty: Bool { declaredLength == 0 }

  private func remember(_ state: inout State, _ next: () throws -> State) throws -> [UInt8] {
    do {
      state = try next()
    } catch {
      state = .failed(error)
      throw error
    }
    if case .collected(let bytes) = state { return bytes }
    return []
  }

  private func readChunk(_ state: inout State, after readSoFar: Int) throws -> [UInt8]? {
    do {
      let chunk = try [UInt8](unsafeUninitializedCapacity: RequestExchange.stdinChunkSize) { buffer, count in
        count = try read(into: UnsafeMutableRawBufferPointer(buffer))
      }
      let total = readSoFar + chunk.count
      try check(total, isAtEnd: chunk.isEmpty)
      state = .streaming(readSoFar: total)
      return chunk.isEmpty ? nil : chunk
    } catch {
      state = .failed(error)
      throw error
    }
  }

  private func readWhole() throws -> [UInt8] {
    try checkDeclaredLength()
    var whole: [UInt8] = []
    // A declared length is a promise of the client's, not a reason to set memory aside at once.
    whole.reserveCapacity(min(declaredLength ?? 0, 1 << 20))
    try withUnsafeTemporaryAllocation(byteCount: RequestExchange.stdinChunkSize, alignment: 8) { buffer in
      while true {
        let count = try read(into: buffer)
        whole.append(contentsOf: buffer[..<count])
        try check(whole.count, isAtEnd: count == 0)
        if count == 0 { return }
      }
    }
    return whole
  }

  private func checkDeclaredLength() throws(RequestBodyError) {
    if let declaredLength, declaredLength > limit { throw .overLimit(limit: limit) }
  }

  /// libfcgi hands on as much stdin as comes, whatever CONTENT_LENGTH says.
  private func check(_ count: Int, isAtEnd: Bool) throws(RequestBodyError) {
    if count > limit { throw .overLimit(limit: limit) }
    guard let declaredLength else { return }
    if count > declaredLength { throw .longerThanDeclared(declaredLength) }
    if isAtEnd, count < declaredLength {
      throw .shorterThanDeclared(declared: declaredLength, received: count)
    }
  }
}

/// Why a body can't be had.
public enum RequestBodyError: Error, Equatable, CustomStringConvertible {
  /// It has more bytes than `--max-body-size` allows. The client is told 413.
  case overLimit(limit: Int)

  /// It ended before the declared length. The client is told 400.
  case shorterThanDeclared(declared: Int, received: Int)

  /// It went on behind the declared length. The client is told 400.
  case longerThanDeclared(Int)

  /// It has been read piece by piece, at least in part, and can't be had whole any more.
  case alreadyStreamed

  /// What is wrong, in one line.
  public var description: String {
    switch self {
    case .overLimit(let limit): "The request body is larger than the \(limit) bytes allowed."
    case .shorterThanDeclared(let declared, let received):
      "The request body ended after \(received) of \(declared) bytes."
    case .longerThanDeclared(let declared): "The request body is longer than the \(declared) bytes declared."
    case .alreadyStreamed: "The request body has been read as a stream; collect it instead, or read it once."
    }
  }
}
