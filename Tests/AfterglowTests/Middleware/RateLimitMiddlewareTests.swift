import AfterglowTesting
import HTTPTypes
import Synchronization
import Testing

@testable import Afterglow

@Suite struct RateLimitMiddlewareTests {
  private let clock = StoppedClock()

  private func middleware(
    _ count: Int, per period: Duration, burst: Int? = nil, maxClients: Int = 100
  ) -> RateLimitMiddleware {
    let clock = clock
    return RateLimitMiddleware(
      RateLimit(count: count, period: period, burst: burst ?? count), maxClients: maxClients,
      key: RateLimitMiddleware.network(of:), now: { clock.now })
  }

  private func client(_ middleware: RateLimitMiddleware) throws -> InProcessClient {
    let app = Application()
    app.add(middleware: middleware)
    app.get("/") { "ok" }
    return try InProcessClient(app)
  }

  private func get(_ client: InProcessClient, from address: String = "192.0.2.1") async -> InProcessExchange {
    await client.send(target: "/", extraParams: [("REMOTE_ADDR", address)])
  }

  private func passing(_ count: Int, _ client: InProcessClient, from address: String = "192.0.2.1") async
    -> Int
  {
    var passed = 0
    for _ in 0..<count where await get(client, from: address).status == .ok { passed += 1 }
    return passed
  }

  @Test func `So many requests pass at once, and then as many as the time has room for`() async throws {
    let client = try client(middleware(10, per: .seconds(60)))
    #expect(await passing(20, client) == 10)
    clock.advance(by: .seconds(12))
    #expect(await passing(20, client) == 2)
    clock.advance(by: .seconds(600))
    #expect(await passing(20, client) == 10)
  }

  @Test func `Fewer may be allowed at once than in all`() async throws {
    let client = try client(middleware(60, per: .seconds(60), burst: 2))
    #expect(await passing(5, client) == 2)
    clock.advance(by: .seconds(1))
    #expect(await passing(5, client) == 1)
  }

  @Test func `Who is refused is told how long to wait, and passes then`() async throws {
    let client = try client(middleware(2, per: .seconds(5)))
    #expect(await passing(3, client) == 2)
    let refused = await get(client)
    #expect(refused.status == .tooManyRequests)
    #expect(refused.headers[.retryAfter] == "3")
    clock.advance(by: .seconds(3))
    #expect(await get(client).status == .ok)
  }

  @Test func `Being refused doesn't prolong the wait`() async throws {
    let client = try client(middleware(1, per: .seconds(10)))
    #expect(await passing(50, client) == 1)
    clock.advance(by: .seconds(10))
    #expect(await get(client).status == .ok)
  }

  @Test func `Each client is counted for itself`() async throws {
    let client = try client(middleware(1, per: .seconds(10)))
    #expect(await passing(2, client, from: "192.0.2.1") == 1)
    #expect(await passing(2, client, from: "192.0.2.2") == 1)
    #expect(await passing(2, client, from: "::ffff:192.0.2.3") == 1)
    #expect(await passing(2, client, from: "::ffff:192.0.2.4") == 1)
  }

  @Test func `The addresses of one IPv6 network are one client`() async throws {
    let client = try client(middleware(1, per: .seconds(10)))
    #expect(await get(client, from: "2001:db8:1:2::1").status == .ok)
    #expect(await get(client, from: "2001:db8:1:2:ffff::2").status == .tooManyRequests)
    #expect(await get(client, from: "2001:db8:1:3::1").status == .ok)
  }

  @Test func `A client that has no key is not limited`() async throws {
    let app = Application()
    app.add(middleware: RateLimitMiddleware(1, per: .seconds(1000)) { $0.headers[.authorization] })
    app.get("/") { "ok" }
    let client = try InProcessClient(app)
    #expect(await passing(5, client) == 5)
  }

  @Test func `However many clients come, no more than so many are kept`() async throws {
    let middleware = middleware(1, per: .seconds(1000), maxClients: 10)
    let client = try client(middleware)
    for number in 1...50 { _ = await get(client, from: "192.0.2.\(number)") }
    #expect(middleware.clientCount <= 10)
    #expect(await get(client, from: "192.0.2.50").status == .tooManyRequests)
  }

  @Test func `Clients that could make all their requests again are forgotten first`() async throws {
    let middleware = middleware(1, per: .seconds(10), maxClients: 10)
    let client = try client(middleware)
    for number in 1...10 { _ = await get(client, from: "192.0.2.\(number)") }
    clock.advance(by: .seconds(10))
    _ = await get(client, from: "192.0.2.11")
    #expect(middleware.clientCount == 1)
  }
}

/// A clock that stands still until it is moved.
private final class StoppedClock: Sendable {
  private let time = Mutex(ContinuousClock.now)

  var now: ContinuousClock.Instant { time.withLock { $0 } }

  func advance(by duration: Duration) { time.withLock { $0 += duration } }
}
