import FastCGI
import Synchronization

/// The body of a request.
///
/// The body is read on demand: whole with ``collect()``, or piece by piece with ``nextChunk()``.
///
/// Unless the handler takes the body as a stream, the application reads the whole body before it calls the handler.
/// Such a handler never sees an incomplete body.
public final class RequestBody: Sendable {
  private enum State {
    case unread
    case streaming(readSoFar: Int)
    case collected([UInt8])
    case failed(any Error)
  }

  /// The length that the client declared, in bytes; `nil` if it declared none, in which case there may still be a body.
  public let declaredLength: Int?

  /// The maximum size of the body in bytes.
  public internal(set) var limit: Int {
    get { allowed.load(ordering: .relaxed) }
    set { allowed.store(newValue, ordering: .relaxed) }
  }

  private let allowed: Atomic<Int>

  private let state = Mutex(State.unread)
  private let ahead = Mutex(ReadAhead())
  private let source: any RequestBodySource

  /// Whether the client has gone away.
  var clientIsGone: Bool { source.peerIsGone }

  /// Creates a body that is read from a source.
  init(declaredLength: Int?, limit: Int, source: any RequestBodySource) {
    self.declaredLength = declaredLength
    allowed = Atomic(limit)
    self.source = source
  }

  /// Returns the whole body.
  ///
  /// The bytes are kept, so that the method can be called again.
  ///
  /// - Throws: ``RequestBodyError`` if the body is over the limit, differs in length from what was declared, or has
  ///   already been read in part; the connection's error if reading fails.
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

  /// Returns the next piece of the body, of at most 8 KiB, or `nil` at the end.
  ///
  /// If the body has already been collected, the first piece is the whole body.
  ///
  /// - Throws: ``RequestBodyError`` if the body is over the limit or differs in length from what was declared; the
  ///   connection's error if reading fails. Discard the pieces read before, as the request is incomplete.
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

  /// Examines the beginning of the body piece by piece without consuming it.
  ///
  /// A later reader still gets the whole body. Its limit is not applied here, because that reader may set another one.
  ///
  /// - Parameters:
  ///   - byteCount: the maximum number of bytes to examine.
  ///   - examine: a closure that gets the next piece and returns what it has found, or `nil` to get the next piece.
  /// - Returns: the result of `examine`; `nil` if it found nothing, or if the body has already been read as a stream.
  /// - Throws: the connection's error if reading fails; an error of `examine`.
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
        count = try source.readBody(into: UnsafeMutableRawBufferPointer(buffer))
      }
      ahead.withLock { $0.append(chunk) }
      return chunk.isEmpty ? nil : chunk
    } catch {
      state = .failed(error)
      throw error
    }
  }

  /// Reads the bytes that were read ahead, and then from the source.
  private func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    try ahead.withLock({ $0.take(into: buffer) }) ?? source.readBody(into: buffer)
  }

  /// Whether the client declared an empty body.
  ///
  /// Nothing may be read then (RFC 3875, section 4.2), not even the end of stdin: HAProxy 2.6 doesn't send it for an
  /// empty chunked body.
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

  /// The largest declared length for which memory is reserved: the client may declare any length.
  private static let largestReserved = 1 << 20

  private func readWhole() throws -> [UInt8] {
    try checkDeclaredLength()
    guard let declaredLength, declaredLength <= Self.largestReserved else { return try readUnreserved() }
    // The byte behind the declared ones shows the end of the body, or that it is longer than declared.
    return try [UInt8](unsafeUninitializedCapacity: declaredLength + 1) { whole, count in
      let whole = UnsafeMutableRawBufferPointer(whole)
      while true {
        let piece = try read(into: UnsafeMutableRawBufferPointer(rebasing: whole[count...]))
        count += piece
        try check(count, isAtEnd: piece == 0)
        if piece == 0 { return }
      }
    }
  }

  private func readUnreserved() throws -> [UInt8] {
    var whole: [UInt8] = []
    // Most bodies without a declared length are empty, and a small buffer needs no allocation.
    _ = try withUnsafeTemporaryAllocation(byteCount: 1024, alignment: 8) {
      try append(to: &whole, through: $0)
    }
    if whole.isEmpty { return whole }
    try withUnsafeTemporaryAllocation(byteCount: RequestExchange.stdinChunkSize, alignment: 8) { buffer in
      while try append(to: &whole, through: buffer) > 0 {}
    }
    return whole
  }

  /// Reads a piece of the body into a buffer and appends it to the whole.
  ///
  /// - Returns: the number of bytes; 0 at the end of the body.
  private func append(to whole: inout [UInt8], through buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    let count = try read(into: buffer)
    whole.append(contentsOf: buffer[..<count])
    try check(whole.count, isAtEnd: count == 0)
    return count
  }

  private func checkDeclaredLength() throws(RequestBodyError) {
    if let declaredLength, declaredLength > limit { throw .overLimit(limit: limit) }
  }

  /// Checks the bytes received so far against the limit and the declared length, since libfcgi passes on all of stdin
  /// whatever CONTENT_LENGTH says.
  private func check(_ count: Int, isAtEnd: Bool) throws(RequestBodyError) {
    if count > limit { throw .overLimit(limit: limit) }
    guard let declaredLength else { return }
    if count > declaredLength { throw .longerThanDeclared(declaredLength) }
    if isAtEnd, count < declaredLength {
      throw .shorterThanDeclared(declared: declaredLength, received: count)
    }
  }
}

/// The place that a request's body is read from.
protocol RequestBodySource: Sendable {
  /// Reads the next bytes of the body.
  ///
  /// - Parameter buffer: the buffer to fill from its start.
  /// - Returns: the number of bytes; 0 at the end of the body.
  /// - Throws: the connection's error.
  func readBody(into buffer: UnsafeMutableRawBufferPointer) throws -> Int

  /// Whether the web server has closed the connection.
  var peerIsGone: Bool { get }
}

/// An error of reading a request body.
public enum RequestBodyError: Error, Equatable, CustomStringConvertible {
  /// The body is larger than its limit, by default that of `--max-body-size`. The client gets a 413.
  case overLimit(limit: Int)

  /// The body ended before the declared length. The client gets a 400.
  case shorterThanDeclared(declared: Int, received: Int)

  /// The body is longer than declared. The client gets a 400.
  case longerThanDeclared(Int)

  /// The body has already been read piece by piece, at least in part, so it can no longer be collected.
  case alreadyStreamed

  /// A description of the error in one line.
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
