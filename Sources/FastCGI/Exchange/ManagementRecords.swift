import CFastCGI

#if canImport(Glibc)
  import Glibc
#endif

/// Answers the management records that precede a request on a connection, so that libfcgi never sees them.
///
/// It reads nothing of the request itself.
struct ManagementRecords: Sendable {
  /// The thing that follows the management records.
  enum Next {
    case request
    /// No bytes have come yet; the caller owns the connection.
    case nothing
    /// The web server has closed the connection, and this side has closed it too.
    case end
  }

  private enum Header {
    case request
    case management(type: UInt8, contentLength: Int, paddingLength: Int)
    case none, end
  }

  /// The most management records accepted in a row: more would keep the worker from serving requests.
  private static let mostInARow = 32

  /// The pause in microseconds before looking for the rest of a header again.
  ///
  /// poll(2) cannot wait for a second byte while the first is unread.
  private static let headerPause: UInt32 = 5_000

  let answer: ManagementAnswer
  let watch: ConnectionWatch
  let limits: ExchangeLimits

  /// Answers the management records that have arrived.
  ///
  /// - Parameter connection: the connection's descriptor, which is closed on an error and at the end of the stream.
  /// - Returns: the thing that follows the records.
  /// - Throws: ``ExchangeError`` if the records take longer than the read time-out, are too many, or break off.
  func answerAll(on connection: Int32) throws(ExchangeError) -> Next {
    // A connection without management records costs only this system call.
    if case .request = peek(connection) { return .request }
    do throws(ExchangeError) {
      let next = try answerAll(on: connection, until: .now + limits.readTimeout)
      if case .end = next { close(connection) }
      return next
    } catch {
      close(connection)
      throw error
    }
  }

  private func answerAll(
    on connection: Int32, until deadline: ContinuousClock.Instant
  ) throws(ExchangeError) -> Next {
    _ = watch.beginRequest()
    for _ in 0..<Self.mostInARow {
      switch try header(on: connection, until: deadline) {
      case .request: return .request
      case .none: return .nothing
      case .end: return .end
      case .management(let type, let contentLength, let paddingLength):
        let content = try read(8 + contentLength + paddingLength, from: connection, until: deadline)
        try send(answer.record(to: type, content: content[8..<(8 + contentLength)]), to: connection)
      }
    }
    throw .incomplete(.begin)
  }

  /// Returns the next header, and waits for the rest if only a part has arrived.
  private func header(
    on connection: Int32, until deadline: ContinuousClock.Instant
  ) throws(ExchangeError) -> Header {
    while true {
      if let header = peek(connection) { return header }
      var state = pollfd(fd: connection, events: Int16(EPOLLRDHUP.rawValue), revents: 0)
      guard poll(&state, 1, 0) == 0 else { throw .incomplete(.begin) }
      guard ContinuousClock.now < deadline else { throw .timedOut(.begin) }
      usleep(Self.headerPause)
    }
  }

  /// Returns the next header without consuming it, or `nil` if too few bytes have arrived to decide.
  private func peek(_ connection: Int32) -> Header? {
    var bytes: (UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8) = (0, 0, 0, 0, 0, 0, 0, 0)
    let count = withUnsafeMutableBytes(of: &bytes) {
      recv(connection, $0.baseAddress, $0.count, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT))
    }
    guard count > 0 else { return count < 0 && (errno == EAGAIN || errno == EINTR) ? Header.none : .end }
    // libfcgi reports the error for other versions.
    guard bytes.0 == UInt8(FCGI_VERSION_1) else { return .request }
    guard count > 1 else { return nil }
    if bytes.1 == UInt8(FCGI_BEGIN_REQUEST) { return .request }
    guard count == 8 else { return nil }
    // Section 3.3: a record is a management record if its request id is 0.
    guard bytes.2 == 0, bytes.3 == 0 else { return .request }
    return .management(
      type: bytes.1, contentLength: Int(bytes.4) << 8 | Int(bytes.5), paddingLength: Int(bytes.6))
  }

  private func read(
    _ count: Int, from connection: Int32, until deadline: ContinuousClock.Instant
  ) throws(ExchangeError) -> [UInt8] {
    var whole = [UInt8](repeating: 0, count: count)
    let (received, timedOut) = watch.watching(connection, .receiving, until: deadline) {
      whole.withUnsafeMutableBytes { recv(connection, $0.baseAddress, $0.count, Int32(MSG_WAITALL)) }
    }
    guard received == count else { throw timedOut ? .timedOut(.begin) : .incomplete(.begin) }
    return whole
  }

  private func send(_ record: [UInt8]?, to connection: Int32) throws(ExchangeError) {
    guard let record else { return }
    let (number, timedOut) = watch.watching(connection, .writing, until: .now + limits.writeTimeout) {
      sendWhole(record, to: connection)
    }
    if number != 0 { throw timedOut ? .timedOut(.stdout) : .system(.stdout, number: number) }
  }
}
