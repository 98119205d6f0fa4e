import AfterglowTesting
import HTTPTypes
import Testing

@Suite(.timeLimit(.minutes(1))) struct CookiesExampleTests {
  @Test func `A theme is kept in a cookie, and forgotten`() async throws {
    try await SpawnedServer.run(executable: .product("Examples"), arguments: ["Cookies"]) { server in
      let client = server.client
      let chosen = try await client.send(method: .post, target: "/theme/dark")
      let attributes = "Path=/; Max-Age=31536000; Secure; HttpOnly; SameSite=Lax"
      #expect(chosen.headers[.setCookie] == "theme=dark; \(attributes)")
      let seen = try await client.get("/", headers: [.cookie: "theme=dark"])
      #expect(seen.text == "The theme is dark.")
      let refused = try await client.send(method: .post, target: "/theme/a;b")
      #expect(refused.status == .badRequest)
      let removed = try await client.send(method: .delete, target: "/theme")
      #expect(removed.headers[.setCookie]?.contains("Max-Age=0") == true)
    }
  }

  @Test func `A browser keeps the theme until it is forgotten`() async throws {
    try await TestServer.run(.spawned(.product("Examples"), arguments: ["Cookies"])) { server in
      let browser = CookieKeeper(server)
      try await browser.send(.post, "/theme/dark")
      #expect(browser.cookies["theme"] == "dark")
      let chosen = try await browser.send(.get, "/")
      #expect(chosen.text == "The theme is dark.")
      try await browser.send(.delete, "/theme")
      let forgotten = try await browser.send(.get, "/")
      #expect(forgotten.text == "The theme is light.")
    }
  }
}
