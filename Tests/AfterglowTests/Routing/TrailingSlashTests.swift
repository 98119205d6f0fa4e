import Afterglow
import AfterglowTesting
import HTTPTypes
import Testing

@Suite struct TrailingSlashTests {
  private func client(_ policy: TrailingSlashPolicy) throws -> InProcessClient {
    let app = Application(trailingSlash: policy)
    app.get("/") { "root" }
    app.get("/users") { "users" }
    app.post("/users") { "created" }
    app.get("/groups/") { "groups" }
    app.get("/both") { "without" }
    app.get("/both/") { "with" }
    return try InProcessClient(app)
  }

  @Test(arguments: ["/users/", "/groups"])
  func `By default a slash makes another path`(path: String) async throws {
    #expect(try await client(.strict).get(path).status == .notFound)
  }

  @Test(arguments: [("/users/?a=b%20c", "/users?a=b%20c"), ("/groups", "/groups/")])
  func `A client can be sent to the path that there is`(target: String, location: String) async throws {
    let exchange = try await client(.redirect).get(target)
    #expect(exchange.status == .temporaryRedirect)
    #expect(exchange.headers[.location] == location)
  }

  @Test func `A redirect keeps the method`() async throws {
    let exchange = try await client(.redirect).post("/users/", json: "{}")
    #expect(exchange.status == .temporaryRedirect)
  }

  @Test(arguments: [("/users/", "users"), ("/groups", "groups")])
  func `The slash can be no matter`(path: String, text: String) async throws {
    #expect(try await client(.ignore).get(path).text == text)
  }

  @Test(arguments: [TrailingSlashPolicy.strict, .redirect, .ignore])
  func `A path that is declared counts first`(policy: TrailingSlashPolicy) async throws {
    let client = try client(policy)
    #expect(await client.get("/both").text == "without")
    #expect(await client.get("/both/").text == "with")
    #expect(await client.get("/").text == "root")
  }

  @Test(
    arguments: [TrailingSlashPolicy.redirect, .ignore], ["//users/", "//example.org/", "/users//", "//"])
  func `Doubled slashes lead nowhere`(policy: TrailingSlashPolicy, path: String) async throws {
    #expect(try await client(policy).get(path).status == .notFound)
  }
}
