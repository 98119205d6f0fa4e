import CFastCGI

#if canImport(Glibc)
  import Glibc
#endif

/// Answers the management records that stand before a request on a connection, so that libfcgi never sees them.
///
/// Nothing of the request itself is read.
struct ManagementRecords: Sendable {
  /// What comes after the management records.
  enum Next {
    case request
    /// Nothing has come yet; the connection is the caller's.
    case nothing
    /// The web server has closed the connection; so has this side.
    case end
  }

  private enum Header {
    case request
    case management(type: UInt8, contentLength: Int, paddingLength: Int)
    case none, end
  }

  /// A web server asks once, if at all; one that goes on asking would keep a worker from requests.
  private static let mostInARow = 32

  /// How long to wait before looking for the rest of a header again, in microseconds.
  ///
  /// poll(2) can't wait for more than the byte that is there already.
  private static let headerPause: UInt32 = 5_000

  let answer: ManagementAnswer
  let watch: ConnectionWatch
  let limits: ExchangeLimits

  /// Answers what there is.
  ///
  /// - Parameter connection: the connection's descriptor, which is closed if this throws or there is nothing to follow.
  /// - Returns: what follows.
  /// - Throws: ``ExchangeError`` if the records take longer than the read time-out, go on for too long, or break off.
  func answerAll(on connection: Int32) throws(ExchangeError) -> Next {
    // The ordinary case costs one system call.
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

  /// The header that comes next, waited for if part of it is there.
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

  /// Looks at the header without taking it; `nil` if too little of it is there to tell.
  private func peek(_ connection: Int32) -> Header? {
    var bytes: (UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8) = (0, 0, 0, 0, 0, 0, 0, 0)
    let count = withUnsafeMutableBytes(of: &bytes) {
      recv(connection, $0.baseAddress, $0.count, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT))
    }
    guard count > 0 else { return count < 0 && (errno == EAGAIN || errno == EINTR) ? Header.none : .end }
    // What is wrong with another version, libfcgi says.
    guard bytes.0 == UInt8(FCGI_VERSION_1) else { return .request }
    guard count > 1 else { return nil }
    if bytes.1 == UInt8(FCGI_BEGIN_REQUEST) { return .request }
    guard count == 8 else { return nil }
    // Section 3.3: it is the request id that makes a management record.
    guard bytes.2 == 0, bytes.3 == 0 else { return .request }
    return .management(
      type: bytes.1, contentLength: Int(bytes.4) << 8 | Int(bytes.5), paddingLength: Int(bytes.6))
  }

  private func read(
    _ count: Int, from connection: Int32, until deadline: ContinuousClock.Instant
  ) throws(ExchangeError) -> [UInt8] {
    var whole = [UInt8](repeating: 0, count: count)
    let (received, timedOut) = watch.watching(connection, .reading, until: deadline) {
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
