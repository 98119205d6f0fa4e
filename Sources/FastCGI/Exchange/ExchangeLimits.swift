/// How long a web server may take over a request.
struct ExchangeLimits: Sendable {
  /// For the begin request record and the params in all; for any pause in stdin; and for stdin in all, beyond what
  /// ``minimumBodyRate`` gives it.
  var readTimeout: Duration = .seconds(60)

  /// For taking what one write has for it, of up to 64 KiB.
  var writeTimeout: Duration = .seconds(60)

  /// The least rate of stdin, in bytes per second, after a grace of the read time-out; 0 for any.
  var minimumBodyRate = 1024

  /// How long to wait for more of stdin.
  ///
  /// - Parameters:
  ///   - waited: how long it has been waited for so far; not the time that the handler took between two reads.
  ///   - byteCount: how many bytes have come.
  /// - Returns: at most the read time-out; nothing, or less, if they come too slowly.
  func stdinPatience(waited: Duration, byteCount: Int) -> Duration {
    guard minimumBodyRate > 0 else { return readTimeout }
    return min(readTimeout, readTimeout + .seconds(byteCount / minimumBodyRate) - waited)
  }
}
