import HTTPTypes
import Synchronization

/// Lets each client make so many requests in a time, and answers the others with 429 and `Retry-After`.
///
///     app.include("/login", middleware: [RateLimitMiddleware(10, per: .seconds(60))]) { … }
///
/// Each process counts for itself: with four processes a client may have up to four times as many, and a process that is
/// replaced starts anew. For a limit of the whole service, or against floods, use nginx's `limit_req`: a request that it
/// refuses costs no worker.
public final class RateLimitMiddleware: Middleware {
  private let limit: RateLimit
  private let key: @Sendable (Request) -> String?
  private let now: @Sendable () -> ContinuousClock.Instant
  private let buckets: Mutex<Deadlines<String>>

  /// Middleware that limits the rate of requests.
  ///
  /// - Parameters:
  ///   - count: how many requests a client may make.
  ///   - period: in what time.
  ///   - burst: how many of them may come at once; all by default. The fewer, the more evenly they have to come.
  ///   - maxClients: how many clients are counted; when there are more, those are forgotten that could make the most
  ///     requests. 100,000 by default, which are some 10 MB.
  ///   - key: names the client; one for whom it is `nil` is not limited. By default ``network(of:)``.
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

  /// The client's address (`REMOTE_ADDR`); of an IPv6 address the first 64 bits.
  ///
  /// One client usually has all the addresses with these bits. `nil` if the web server doesn't tell the address.
  /// Behind another proxy that is the proxy's, unless nginx is told whom to believe (`set_real_ip_from`).
  public static func network(of request: Request) -> String? {
    request.remoteAddress.map { IPv6Network($0)?.text ?? $0 }
  }

  /// The response of what is further in.
  ///
  /// - Throws: ``HTTPError`` 429 if the client has made too many requests.
  public func respond(to request: Request, next: any HTTPResponder) async throws -> Response {
    if let key = key(request), let wait = take(for: key) {
      // RFC 9110, section 10.2.3: whole seconds, and not too early.
      let seconds = max(1, Int64((wait / .seconds(1)).rounded(.up)))
      throw HTTPError(
        .tooManyRequests, detail: "There are too many requests; try again in \(seconds) s.",
        headers: [.retryAfter: "\(seconds)"])
    }
    return try await next.respond(to: request)
  }

  /// How many clients are counted now.
  var clientCount: Int { buckets.withLock { $0.count } }

  /// How long the client has to wait; `nil` if its request passes.
  private func take(for key: String) -> Duration? {
    let now = now()
    return buckets.withLock { buckets in
      switch limit.verdict(emptyAt: buckets[key], now: now) {
      case .refused(let wait): return wait
      case .passes(let emptyAt):
        // All whose bucket is empty are as if they had never come.
        buckets.set(key, to: emptyAt, now: now)
        return nil
      }
    }
  }
}
