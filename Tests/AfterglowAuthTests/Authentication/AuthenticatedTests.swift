import Afterglow
import AfterglowAuth
import AfterglowTesting
import HTTPTypes
import Testing

@Suite struct AuthenticatedTests {
  private func client() throws -> InProcessClient {
    let app = Application.authenticated(by: BasicAuthenticator.right)
    app.get("/perhaps") { (request: Authenticated<Member>?) in request?.user.name ?? "nobody" }
    app.get("/other") { (request: Authenticated<Int>) in "\(request.user)" }
    app.get("/perhaps-other") { (request: Authenticated<Int>?) in "\(request?.user ?? 0)" }
    app.get("/path") { (request: Authenticated<Member>) in request.path }
    app.provide(String.self) { "provided" }
    app.get("/dependency") { (request: Authenticated<Member>) in try await request.dependency(String.self) }
    return try InProcessClient(app)
  }

  @Test func `It has the user`() async throws {
    #expect(try await client().get("/me", headers: .basic("ada", "right")).text == "ada")
  }

  @Test func `It has what the request has`() async throws {
    #expect(try await client().get("/path", headers: .basic("ada", "right")).text == "/path")
  }

  @Test func `It has what the application provides`() async throws {
    #expect(try await client().get("/dependency", headers: .basic("ada", "right")).text == "provided")
  }

  @Test func `An optional one is nil for nobody`() async throws {
    #expect(try await client().get("/perhaps").text == "nobody")
    #expect(try await client().get("/perhaps", headers: .basic("bob", "right")).text == "bob")
  }

  @Test func `An optional one is no way around wrong credentials`() async throws {
    #expect(try await client().get("/perhaps", headers: .basic("bob", "wrong")).status == .unauthorized)
  }

  @Test(arguments: ["/other", "/perhaps-other"])
  func `A user of another type may not`(path: String) async throws {
    #expect(try await client().get(path, headers: .basic("ada", "right")).status == .forbidden)
  }

  @Test(arguments: ["/me", "/perhaps"])
  func `Where nothing looks for users it is a mistake of the program's, and not open`(path: String)
    async throws
  {
    let app = Application.authenticated()
    app.get("/perhaps") { (request: Authenticated<Member>?) in "open" }
    let exchange = try await InProcessClient(app).get(path, headers: .basic("ada", "right"))
    #expect(exchange.status == .internalServerError)
  }

  @Test func `A background task has the user`() async throws {
    let app = Application.authenticated(by: BasicAuthenticator.right)
    app.post("/notify") { (request: Authenticated<Member>) in
      JSONResponse(
        ["message": "sent"], background: BackgroundTask(notify, request.user, request.request, name: "mail"))
    }
    let exchange = try await InProcessClient(app).send(
      method: .post, target: "/notify", headers: .basic("ada", "right"))
    #expect(await exchange.runBackgroundTasks().map(\.hasSucceeded) == [true])
  }
}

/// Fails unless the request still has its user.
private func notify(user: Member, request: Request) throws {
  guard try request.user(as: Member.self) == user else { throw HTTPError(.forbidden) }
}
