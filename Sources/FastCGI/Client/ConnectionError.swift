#if canImport(Glibc)
  import Glibc
#endif

/// The failure of an operation on a connection: what was expected, what came instead, and how long it took.
public struct ConnectionError: Error, Hashable, Sendable {
  /// The kind of failure, for tests that expect one.
  public enum Reason: Hashable, Sendable {
    /// The deadline passed.
    case timedOut
    /// The peer closed the connection.
    case endOfStream
    /// The peer reset the connection, or closed it with bytes unread.
    case reset
    /// Nobody listens at the address.
    case refused
    /// The connection had already been closed on this side.
    case closedHere
    /// Something other than the expected came.
    case unexpected
    /// The address cannot be connected to: the host has no address, or a unix socket's path is empty or too long.
    case invalidAddress
    /// Another error of the operating system with this `errno`.
    case system(code: Int32)
  }

  /// The kind of failure.
  public var reason: Reason
  /// The thing that the operation waited for.
  public var expected: String
  /// The thing that came instead.
  public var received: String
  /// The time from the start of the operation to the failure.
  public var elapsed: Duration

  package init(_ reason: Reason, expected: String, received: String, elapsed: Duration) {
    self.reason = reason
    self.expected = expected
    self.received = received
    self.elapsed = elapsed
  }

  package init(code: Int32, expected: String, elapsed: Duration) {
    let reason: Reason =
      switch code {
      case ECONNRESET, EPIPE: .reset
      case ECONNREFUSED, ENOENT: .refused
      case EBADF: .closedHere
      default: .system(code: code)
      }
    self.init(
      reason, expected: expected, received: String(cString: strerror(code)), elapsed: elapsed)
  }
}

extension ConnectionError: CustomStringConvertible {
  /// A sentence for failure messages.
  public var description: String {
    let time = elapsed.formattedAsSeconds
    return "expected \(expected), got \(received), after \(time)"
  }
}

extension Duration {
  /// The duration in seconds with milliseconds, such as `0.250 s`.
  package var formattedAsSeconds: String {
    let milliseconds = components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000
    let fraction = String(milliseconds % 1_000)
    return "\(milliseconds / 1_000).\(String(repeating: "0", count: 3 - fraction.count))\(fraction) s"
  }
}
