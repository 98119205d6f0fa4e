import Afterglow
import AfterglowAuth
import AfterglowTesting
import HTTPTypes
import Testing

@Suite struct AuthenticationMiddlewareTests {
  private func client() throws -> InProcessClient {
    let app = Application()
    let keys = APIKeyAuthenticator<Member>(
      realm: "Test", keys: SecretTable(["key-of-a-program": Member(name: "program")]))
    app.add(middleware: AuthenticationMiddleware(BasicAuthenticator.right, keys))
    app.get("/open") { (request: Request) in
      request.userIfAuthenticated(as: Member.self)?.name ?? "nobody"
    }
    app.get("/me") { (request: Authenticated<Member>) in request.user.name }
    app.get("/page") { (request: Authenticated<Member>) in
      Response(headers: [.cacheControl: "no-store"], body: .text(request.user.name))
    }
    return try InProcessClient(app)
  }

  @Test func `Each authenticator finds the users of its own`() async throws {
    #expect(try await client().get("/me", headers: .basic("ada", "right")).text == "ada")
    #expect(try await client().get("/me", headers: [.apiKey: "key-of-a-program"]).text == "program")
  }

  @Test func `Of credentials of two kinds those of the first authenticator decide`() async throws {
    var headers = HTTPFields.basic("ada", "right")
    headers[.apiKey] = "key-of-a-program"
    #expect(try await client().get("/me", headers: headers).text == "ada")
    headers[.authorization] = HTTPFields.basic("ada", "wrong")[.authorization]
    #expect(try await client().get("/me", headers: headers).status == .unauthorized)
  }

  @Test func `Who sends no credentials goes on as nobody`() async throws {
    #expect(try await client().get("/open").text == "nobody")
  }

  @Test func `Who sends none where a user is needed is told every way there is`() async throws {
    let exchange = try await client().get("/me")
    #expect(exchange.status == .unauthorized)
    #expect(
      exchange.headers[values: .wwwAuthenticate]
        == [#"Basic realm="Test", charset="UTF-8""#, #"ApiKey realm="Test", header="X-API-Key""#])
    #expect(exchange.text == #"{"detail":"Authentication is required."}"#)
  }

  @Test(arguments: ["/open", "/me", "/nowhere"])
  func `Wrong credentials are refused whatever is behind`(path: String) async throws {
    let exchange = try await client().get(path, headers: .basic("ada", "wrong"))
    #expect(exchange.status == .unauthorized)
    #expect(exchange.text == #"{"detail":"The credentials are not valid."}"#)
  }

  @Test func `The way that was tried is told first`() async throws {
    let exchange = try await client().get("/open", headers: [.apiKey: "x"])
    #expect(
      exchange.headers[values: .wwwAuthenticate]
        == [#"ApiKey realm="Test", header="X-API-Key""#, #"Basic realm="Test", charset="UTF-8""#])
  }

  @Test func `The inner one of two finds the user if there is one for it`() async throws {
    let app = Application.authenticated(by: BasicAuthenticator.right)
    let keys = APIKeyAuthenticator<Member>(
      realm: "Inside", keys: SecretTable(["inner-key": Member(name: "inner")]))
    app.include("/inside", middleware: [AuthenticationMiddleware(keys)]) { inside in
      inside.get { (request: Authenticated<Member>) in request.user.name }
    }
    let client = try InProcessClient(app)
    var headers = HTTPFields.basic("ada", "right")
    #expect(await client.get("/inside", headers: headers).text == "ada")
    headers[.apiKey] = "inner-key"
    #expect(await client.get("/inside", headers: headers).text == "inner")
  }

  @Test func `An authenticator that fails is a 500, and nobody is let pass`() async throws {
    struct DatabaseDown: Error {}
    let app = Application.authenticated(
      by: BasicAuthenticator<Member>(realm: "Test") { _, _ in throw DatabaseDown() })
    let exchange = try await InProcessClient(app).get("/me", headers: .basic("ada", "right"))
    #expect(exchange.status == .internalServerError)
  }

  @Test func `What a user is answered is for that user alone`() async throws {
    let exchange = try await client().get("/me", headers: .basic("ada", "right"))
    #expect(exchange.headers[.cacheControl] == "private")
  }

  @Test func `What a response says itself of caches stays`() async throws {
    let exchange = try await client().get("/page", headers: .basic("ada", "right"))
    #expect(exchange.headers[values: .cacheControl] == ["no-store"])
  }

  @Test func `What nobody in particular is answered may be cached`() async throws {
    #expect(try await client().get("/open").headers[.cacheControl] == nil)
  }
}
