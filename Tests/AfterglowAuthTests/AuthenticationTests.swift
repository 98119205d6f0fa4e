import Afterglow
import AfterglowAuth
import AfterglowTesting
import FoundationEssentials
import HTTPTypes
import Testing

@Suite struct AuthenticationTests {
  private struct Account: Sendable, Equatable {
    var email: String
    var isAdministrator = false
  }

  private static let accounts = [
    "ada": Account(email: "ada@example.org", isAdministrator: true), "bob": Account(email: "bob@example.org"),
  ]

  private func client() throws -> InProcessClient {
    let app = Application()
    let basic = BasicAuthenticator<Account>(realm: "Test") { credentials, _ in
      credentials.password == "right" ? Self.accounts[credentials.userName] : nil
    }
    let keys = APIKeyAuthenticator<Account>(
      realm: "Test", keys: SecretTable(["key-of-a-program": Account(email: "program")]))
    app.add(middleware: AuthenticationMiddleware(basic, keys))
    app.get("/open") { (request: Request) in request.userIfAuthenticated(as: Account.self)?.email ?? "nobody"
    }
    app.get("/me") { (request: Authenticated<Account>) in "\(request.user.email) at \(request.path)" }
    app.get("/perhaps") { (request: Authenticated<Account>?) in request?.user.email ?? "nobody" }
    app.get("/other") { (request: Authenticated<Int>) in "\(request.user)" }
    app.include("/admin", middleware: [Require<Account> { account, _ in account.isAdministrator }]) { admin in
      admin.get { "secrets" }
    }
    return try InProcessClient(app)
  }

  private func basic(_ credentials: String) -> HTTPFields {
    [.authorization: "Basic " + Data(credentials.utf8).base64EncodedString()]
  }

  @Test func `Who sends the right credentials is the user`() async throws {
    let exchange = try await client().get("/me", headers: basic("ada:right"))
    #expect(exchange.text == "ada@example.org at /me")
    let key: HTTPFields = [.apiKey: "key-of-a-program"]
    #expect(try await client().get("/me", headers: key).text == "program at /me")
  }

  @Test func `Who sends none is told every way there is`() async throws {
    let exchange = try await client().get("/me")
    #expect(exchange.status == .unauthorized)
    #expect(
      exchange.headers[values: .wwwAuthenticate]
        == [#"Basic realm="Test", charset="UTF-8""#, #"ApiKey realm="Test", header="X-API-Key""#])
  }

  @Test(arguments: ["/open", "/me", "/perhaps", "/nowhere"])
  func `Wrong credentials are refused whatever is behind`(path: String) async throws {
    #expect(try await client().get(path, headers: basic("ada:wrong")).status == .unauthorized)
    let exchange = try await client().get(path, headers: [.apiKey: "x"])
    #expect(exchange.status == .unauthorized)
  }

  @Test func `Where nobody is needed, nobody may come`() async throws {
    #expect(try await client().get("/open").text == "nobody")
    #expect(try await client().get("/perhaps").text == "nobody")
    #expect(try await client().get("/perhaps", headers: basic("bob:right")).text == "bob@example.org")
  }

  @Test func `A guard tells apart who is nobody and who may not`() async throws {
    #expect(try await client().get("/admin").status == .unauthorized)
    #expect(try await client().get("/admin", headers: basic("bob:right")).status == .forbidden)
    #expect(try await client().get("/admin", headers: basic("ada:right")).text == "secrets")
  }

  @Test func `A user of another type may not either`() async throws {
    let exchange = try await client().get("/other", headers: basic("ada:right"))
    #expect(exchange.status == .forbidden)
  }

  @Test(arguments: [
    "Basic", "basic", "Basic !!!", "Basic YWRh", "Basic //79", "Basic YWRhOgByaWdodA==", "Basic a b c",
    "Bearer x", "Digest x=y", "\u{0}",
  ])
  func `What can't be understood is nobody's`(authorization: String) async throws {
    let exchange = try await client().get("/me", headers: [.authorization: authorization])
    #expect(exchange.status == .unauthorized)
  }

  @Test func `A password may have colons and be no ASCII`() async throws {
    let app = Application()
    app.add(
      middleware: AuthenticationMiddleware(
        BasicAuthenticator<String>(realm: "Test") { credentials, _ in
          "\(credentials.userName) \(credentials.password)"
        }))
    app.get("/me") { (request: Authenticated<String>) in request.user }
    #expect(try await InProcessClient(app).get("/me", headers: basic("ü:a:b:é")).text == "ü a:b:é")
  }

  @Test func `A handler that needs a user where nobody looks for one is a mistake that is logged`()
    async throws
  {
    let app = Application()
    app.get("/me") { (request: Authenticated<Account>) in "me" }
    #expect(try await InProcessClient(app).get("/me").status == .internalServerError)
  }

  @Test func `A background task has the user`() async throws {
    let app = Application()
    app.add(
      middleware: AuthenticationMiddleware(
        BasicAuthenticator<Account>(realm: "Test") { credentials, _ in Self.accounts[credentials.userName] }))
    app.post("/notify") { (request: Authenticated<Account>) in
      let request = request.request
      return JSONResponse(
        ["message": "sent"],
        background: BackgroundTask(name: "mail") {
          let user = try request.user(as: Account.self)
          guard user.email == "ada@example.org" else { throw HTTPError(.forbidden) }
        })
    }
    let exchange = try await InProcessClient(app).send(
      method: .post, target: "/notify", headers: basic("ada:x"))
    let outcomes = await exchange.runBackgroundTasks()
    #expect(outcomes.map(\.hasSucceeded) == [true])
  }
}
