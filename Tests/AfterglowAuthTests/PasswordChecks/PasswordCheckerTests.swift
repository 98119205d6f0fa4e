import Afterglow
import AfterglowTesting
import FoundationEssentials
import HTTPTypes
import Logging
import Synchronization
import Testing

@testable import AfterglowAuth

@Suite struct PasswordCheckerTests {
  private let hasher = PasswordHasher(.pbkdf2SHA256(iterations: 1), cache: PasswordCache())

  /// A service with one user, ada, with HTTP Basic in front of `/me`, and a way to register.
  private func client(limits: PasswordLimits = PasswordLimits()) throws -> InProcessClient {
    let hash = try hasher.hash("lovelace")
    // Time stands still.
    let start = ContinuousClock.now
    let checker = PasswordChecker(hasher, limits: limits) { start }
    let basic = BasicAuthenticator<Member>(realm: "Test", passwords: checker) { name, _ in
      name == "ada" ? (Member(name: name), hash) : nil
    }
    let app = Application.authenticated(by: basic)
    app.post("/register") { "\(try checker.hash("hopper").scheme)" }
    return try InProcessClient(app)
  }

  private func me(
    _ client: InProcessClient, _ userName: String?, _ password: String = "wrong",
    from address: String = "192.0.2.1"
  ) async -> InProcessExchange {
    let headers: HTTPFields = userName.map { .basic($0, password) } ?? [:]
    return await client.send(target: "/me", headers: headers, extraParams: [("REMOTE_ADDR", address)])
  }

  private func statuses(
    _ count: Int, _ client: InProcessClient, _ userName: (Int) -> String?,
    from address: (Int) -> String = { _ in "192.0.2.1" }
  ) async -> [HTTPResponse.Status] {
    var statuses: [HTTPResponse.Status] = []
    for number in 0..<count {
      statuses.append(await me(client, userName(number), from: address(number)).status)
    }
    return statuses
  }

  @Test func `After ten wrong passwords of one address it is a 429 that says when to come again`()
    async throws
  {
    let client = try client()
    let statuses = await statuses(12, client) { "user\($0)" }
    #expect(statuses == Array(repeating: .unauthorized, count: 10) + [.tooManyRequests, .tooManyRequests])
    let refused = await me(client, "ada", "lovelace")
    #expect(refused.status == .tooManyRequests)
    let seconds = try #require(refused.headers[.retryAfter].flatMap { Int($0) })
    #expect((1...6).contains(seconds))
    #expect(await me(client, "ada", "lovelace", from: "192.0.2.2").status == .ok)
  }

  @Test func `The addresses of one IPv6 network are one client`() async throws {
    let client = try client()
    let statuses = await statuses(11, client, { "user\($0)" }, from: { "2001:db8:1:2::\($0)" })
    #expect(statuses.last == .tooManyRequests)
    #expect(await me(client, "ada", from: "2001:db8:1:3::1").status == .unauthorized)
  }

  @Test(arguments: ["ada", "nobody"])
  func `An account that exists is refused as one that doesn't`(account: String) async throws {
    let client = try client()
    let statuses = await statuses(11, client, { _ in account }, from: { "192.0.2.\($0)" })
    #expect(statuses == Array(repeating: .unauthorized, count: 10) + [.tooManyRequests])
    let refused = await me(client, account, from: "192.0.2.99")
    #expect(refused.text.contains("There were too many wrong passwords"))
  }

  @Test func `Requests without credentials never count`() async throws {
    let client = try client()
    let statuses = await statuses(50, client) { _ in nil }
    #expect(statuses.allSatisfy { $0 == .unauthorized })
    #expect(await me(client, "ada", "lovelace").status == .ok)
  }

  @Test func `A password that the cache knows is no guess that isn't counted`() async throws {
    let client = try client()
    #expect(await me(client, "ada", "lovelace", from: "192.0.2.9").status == .ok)
    _ = await statuses(10, client) { "user\($0)" }
    #expect(await me(client, "ada", "lovelace").status == .tooManyRequests)
    #expect(await me(client, "ada", "lovelace", from: "192.0.2.9").status == .ok)
  }

  @Test func `While as many as allowed are checked others are told to come again, unchecked`() async throws {
    let hash = try hasher.hash("lovelace")
    let checker = PasswordChecker(hasher, limits: PasswordLimits(checksAtOnce: 1))
    let app = Application(logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    app.get("/login") { (request: Request) in
      "\(try checker.verify("lovelace", of: "ada", against: hash, for: request))"
    }
    app.post("/register") { "\(try checker.hash("hopper"))" }
    let client = try InProcessClient(app)
    let targets = [(HTTPRequest.Method.get, "/login"), (.post, "/register")]
    let isHeld = checker.admission.withLock { $0.beginHashing(checksAtOnce: 1) }
    #expect(isHeld)
    for (method, target) in targets {
      let busy = await client.send(method: method, target: target)
      #expect(busy.status == .serviceUnavailable)
      #expect(busy.headers[.retryAfter] == "1")
    }
    checker.admission.withLock { $0.endHashing() }
    for (method, target) in targets {
      let status = await client.send(method: method, target: target).status
      #expect(status == .ok || status == .created)
    }
  }

  @Test func `A new password is hashed`() async throws {
    let client = try client()
    #expect(await client.send(method: .post, target: "/register").status == .created)
  }
}
