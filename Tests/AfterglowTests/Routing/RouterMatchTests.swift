import Afterglow
import AfterglowTesting
import HTTPTypes
import Testing

@Suite struct RouterMatchTests {
  /// An application whose handlers answer with their route and its values.
  private func client(_ paths: String...) throws -> InProcessClient {
    let app = Application()
    for path in paths { app.get(path, Self.echo(path)) }
    return try InProcessClient(app)
  }

  private static func echo(_ path: String) -> @Sendable (Request) async throws -> String {
    { request in
      let names = path.split(separator: "/").filter { $0.hasPrefix("{") }.map { $0.dropFirst().dropLast() }
      return ([path] + names.map { request.pathParameters[String($0)] ?? "nil" }).joined(separator: " ")
    }
  }

  private func match(_ client: InProcessClient, _ path: String) async -> String {
    let exchange = await client.get(path)
    return exchange.status == .ok ? exchange.text : "\(exchange.status.code)"
  }

  @Test func `a literal segment comes before a parameter, whichever was declared first`() async throws {
    let one = try client("/users/{id}", "/users/me")
    let other = try client("/users/me", "/users/{id}")
    for client in [one, other] {
      #expect(await match(client, "/users/me") == "/users/me")
      #expect(await match(client, "/users/7") == "/users/{id} 7")
    }
  }

  @Test func `where the literal's branch ends, the parameter's is tried`() async throws {
    let client = try client("/a/b/c", "/a/{x}/d", "/{x}/b/{y}/e", "/{x}/{y}/{z}/f")
    #expect(await match(client, "/a/b/c") == "/a/b/c")
    #expect(await match(client, "/a/b/d") == "/a/{x}/d b")
    #expect(await match(client, "/a/b/c/e") == "/{x}/b/{y}/e a c")
    #expect(await match(client, "/a/b/c/f") == "/{x}/{y}/{z}/f a b c")
    #expect(await match(client, "/a/b/c/g") == "404")
  }

  @Test func `routes may call the same segment by different names`() async throws {
    let client = try client("/a/{one}/x", "/a/{two}/y", "/a/{three}")
    #expect(await match(client, "/a/1/x") == "/a/{one}/x 1")
    #expect(await match(client, "/a/2/y") == "/a/{two}/y 2")
    #expect(await match(client, "/a/3") == "/a/{three} 3")
  }

  @Test func `the root is a path of its own`() async throws {
    #expect(await match(try client("/", "/{x}"), "/") == "/")
    #expect(await match(try client("/{x}"), "/") == "404")
    #expect(await match(try client("/"), "//") == "404")
  }

  @Test func `a path with a trailing slash is another one`() async throws {
    let without = try client("/a", "/a/{x}")
    #expect(await match(without, "/a") == "/a")
    #expect(await match(without, "/a/") == "404")
    #expect(await match(without, "/a/1/") == "404")
    let both = try client("/a", "/a/")
    #expect(await match(both, "/a/") == "/a/")
  }

  @Test(arguments: ["/a//b", "/a/./b", "/a/../b", "/a/%2e/b", "/a/%2E%2E/b", "/a/.%2e/b", "//a/b"])
  func `an empty segment and dots never bind to a parameter`(path: String) async throws {
    #expect(await match(try client("/a/{x}/b", "/{x}/a/b"), path) == "404")
  }

  @Test(arguments: ["...", ".a", "..a", "a..", ". ", "%2e%2e%2e", "a%2F..b"])
  func `what only begins or ends with dots does`(segment: String) async throws {
    #expect(await match(try client("/a/{x}/b"), "/a/\(segment)/b").hasPrefix("/a/{x}/b ") == true)
  }

  @Test(
    arguments: [
      ("a%20b", "a b"), ("%C3%BC", "ü"), ("a%2Fb", "a/b"), ("a+b", "a+b"), ("%2520", "%20"),
      ("a%3Fb", "a?b"), ("{x}", "{x}"),
    ])
  func `a parameter has its value percent-decoded, once`(segment: String, value: String) async throws {
    #expect(await match(try client("/a/{x}"), "/a/\(segment)") == "/a/{x} \(value)")
  }

  @Test func `an escaped slash does not make two segments`() async throws {
    let client = try client("/a/b", "/a/{x}/c")
    #expect(await match(client, "/a/b%2Fd/c") == "/a/{x}/c b/d")
    #expect(await match(client, "/a%2Fb") == "404")
  }

  @Test func `a literal is compared with the decoded segment`() async throws {
    let client = try client("/grün/a b")
    #expect(await match(client, "/gr%C3%BCn/a%20b") == "/grün/a b")
    #expect(await match(client, "/%67r%C3%BCn/a%20b") == "/grün/a b")
  }

  @Test(arguments: ["/a/%", "/a/%zz", "/a/%FF", "/a/%00", "/%C3/x"])
  func `a path that can't be decoded is a 400`(path: String) async throws {
    let exchange = try await client("/a/{x}").get(path)
    #expect(exchange.status == .badRequest)
    #expect(exchange.text.hasPrefix(#"{"detail":"#))
  }

  @Test func `paths are told apart by case`() async throws {
    #expect(await match(try client("/a"), "/A") == "404")
  }

  @Test func `a path of very many segments is looked up`() async throws {
    let path = String(repeating: "/a", count: 10_000)
    #expect(await match(try client("/a/{x}/a"), path) == "404")
  }
}
