import HTTPTypes
import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// Middleware that limits the number of requests of each client in a period.
///
/// Further requests get 429 and `Retry-After`.
///
///     app.include("/login", middleware: [RateLimitMiddleware(10, per: .seconds(60))]) { … }
///
/// Each process counts for itself: with four processes, a client may make up to four times as many requests, and a
/// replaced process starts at zero. For a limit across the service, or against floods, use nginx's `limit_req`, whose
/// refusals occupy no worker.
public final class RateLimitMiddleware: MiddlewareWithoutTaskLocals {
  private let limit: RateLimit
  private let key: @Sendable (Request) -> String?
  private let now: @Sendable () -> ContinuousClock.Instant
  private let buckets: Mutex<Deadlines<String>>

  /// Creates middleware that limits the rate of requests.
  ///
  /// - Parameters:
  ///   - count: the number of requests that a client may make in the period.
  ///   - period: the period.
  ///   - burst: the number of requests that may come at once; `count` by default. The lower it is, the more evenly
  ///     requests must come.
  ///   - maxClients: the maximum number of clients that are counted; 100,000 by default, about 10 MB. Beyond it, the
  ///     clients with the most requests left are forgotten.
  ///   - key: a closure that returns a client's key, or `nil` for a client without a limit; ``network(of:)`` by
  ///     default.
  public convenience init(
    _ count: Int,
    per period: Duration,
    burst: Int? = nil,
    maxClients: Int = 100_000,
    key: @escaping @Sendable (Request) -> String? = network(of:)
  ) {
    self.init(
      RateLimit(count: count, period: period, burst: burst ?? count), maxClients: maxClients, key: key,
      now: { .now })
  }

  init(
    _ limit: RateLimit, maxClients: Int, key: @escaping @Sendable (Request) -> String?,
    now: @escaping @Sendable () -> ContinuousClock.Instant
  ) {
    precondition(maxClients > 0, "A rate limit has to count somebody.")
    self.limit = limit
    self.key = key
    self.now = now
    buckets = Mutex(Deadlines(capacity: maxClients))
  }

  /// Returns the client's address (`REMOTE_ADDR`), and for IPv6 the network of its first 64 bits.
  ///
  /// Usually one client owns all addresses of such a network. The result is `nil` if the web server doesn't send the
  /// address. Behind another proxy it is the proxy's address, unless nginx is configured to trust that proxy
  /// (`set_real_ip_from`).
  public static func network(of request: Request) -> String? {
    request.remoteAddress.map { IPv6Network($0)?.text ?? $0 }
  }

  /// Passes the request on, unless the client has made too many.
  ///
  /// - Throws: ``HTTPError`` 429 if the client has made too many requests; any error of `next`.
  public func respond(to request: Request, next: any HTTPResponder) async throws -> Response {
    if let key = key(request), let wait = take(for: key) {
      // RFC 9110, section 10.2.3: whole seconds, rounded up.
      let seconds = max(1, Int64((wait / .seconds(1)).rounded(.up)))
      throw HTTPError(
        .tooManyRequests, detail: "There are too many requests; try again in \(seconds) s.",
        headers: [.retryAfter: "\(seconds)"])
    }
    return try await next.respond(to: request)
  }

  /// The number of clients that are being counted.
  var clientCount: Int { buckets.withLock { $0.count } }

  /// Counts a request.
  ///
  /// - Returns: the time that the client has to wait; `nil` if the request passes.
  private func take(for key: String) -> Duration? {
    let now = now()
    return buckets.withLock { buckets in
      switch limit.verdict(emptyAt: buckets[key], now: now) {
      case .refused(let wait): return wait
      case .passes(let emptyAt):
        // A client whose bucket is empty counts as new, so it may be forgotten.
        buckets.set(key, to: emptyAt, now: now)
        return nil
      }
    }
  }
}

/// The network of an IPv6 address: its first 64 bits.
struct IPv6Network {
  let text: String

  /// Creates the network of an address; `nil` if it is not IPv6, or is an IPv4-mapped address.
  init?(_ address: String) {
    var bytes = in6_addr()
    guard inet_pton(AF_INET6, address, &bytes) == 1 else { return nil }
    let first = withUnsafeBytes(of: bytes) { Array($0) }
    // RFC 4291, section 2.5.5.2: ::ffff:192.0.2.1. All such addresses would share one network.
    guard first[..<10].contains(where: { $0 != 0 }) || first[10] != 0xFF || first[11] != 0xFF else {
      return nil
    }
    text =
      stride(from: 0, to: 8, by: 2).map { String(Int(first[$0]) << 8 | Int(first[$0 + 1]), radix: 16) }
      .joined(separator: ":") + "::/64"
  }
}
