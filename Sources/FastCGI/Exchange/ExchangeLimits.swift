/// The limits on how long a web server may take over a request.
struct ExchangeLimits: Sendable {
  /// The time limit for the begin request record and the params together, and for each pause in stdin.
  ///
  /// Stdin as a whole may take this long plus the time that ``minimumBodyRate`` allows for the bytes received.
  var readTimeout: Duration = .seconds(60)

  /// The time limit for each piece of up to 64 KiB that a write sends.
  var writeTimeout: Duration = .seconds(60)

  /// The lowest accepted rate of stdin in bytes per second, after a grace period of ``readTimeout``; 0 accepts any
  /// rate.
  var minimumBodyRate = 1024

  /// Returns how long to wait for more of stdin.
  ///
  /// - Parameters:
  ///   - waited: the time spent waiting so far, without the time that the handler took between two reads.
  ///   - byteCount: the number of bytes received so far.
  /// - Returns: a duration of at most the read time-out; zero or less if the bytes come too slowly.
  func stdinPatience(waited: Duration, byteCount: Int) -> Duration {
    guard minimumBodyRate > 0 else { return readTimeout }
    return min(readTimeout, readTimeout + .seconds(byteCount / minimumBodyRate) - waited)
  }
}
