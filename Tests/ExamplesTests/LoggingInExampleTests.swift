import AfterglowTesting
import HTTPTypes
import Testing

@Suite(.timeLimit(.minutes(2))) struct LoggingInExampleTests {
  private func withServer(_ body: (TestServer) async throws -> Void) async throws {
    let mode = ServerMode.spawned(
      .product("Examples"), arguments: ["LoggingIn"],
      environment: ["SESSION_SECRET": String(repeating: "0f", count: 32)])
    try await TestServer.run(mode) { try await body($0) }
  }

  /// Reads the page with the form, and sends it.
  private func logIn(_ browser: CookieKeeper, password: String = "lovelace") async throws -> TestResponse {
    let page = try await browser.send(.get, "/")
    let token = try #require(page.text.firstMatch(of: /value=(\S+)>/)?.1)
    return try await browser.send(
      .post, "/login", form: "_csrf=\(token)&name=ada&password=\(password)")
  }

  @Test func `Who logs in is known from then on`() async throws {
    try await withServer { server in
      let browser = CookieKeeper(server)
      let login = try await logIn(browser)
      #expect(login.status == .seeOther)
      #expect(try await browser.send(.get, "/").text == "Hello, ada!")
      #expect(try await browser.send(.get, "/notes").text == #"["A note for ada"]"#)
    }
  }

  @Test func `A wrong password is a 401, and logs nobody in`() async throws {
    try await withServer { server in
      let browser = CookieKeeper(server)
      let login = try await logIn(browser, password: "love")
      #expect(login.status == .unauthorized)
      #expect(login.headers[.wwwAuthenticate] == #"Session realm="Notes""#)
      #expect(login.text == #"{"detail":"The name or the password is wrong."}"#)
      #expect(try await browser.send(.get, "/notes").status == .unauthorized)
    }
  }

  @Test func `Who logs out is nobody`() async throws {
    try await withServer { server in
      let browser = CookieKeeper(server)
      let page = try await browser.send(.get, "/")
      let token = try #require(page.text.firstMatch(of: /value=(\S+)>/)?.1)
      _ = try await logIn(browser)
      let logout = try await browser.send(.post, "/logout", form: "_csrf=\(token)")
      #expect(logout.status == .seeOther)
      #expect(try await browser.send(.get, "/notes").status == .unauthorized)
    }
  }

  @Test func `Another site can log nobody in`() async throws {
    try await withServer { server in
      let login = try await CookieKeeper(server).send(.post, "/login", form: "name=ada&password=lovelace")
      #expect(login.status == .forbidden)
    }
  }
}
