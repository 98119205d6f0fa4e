import Afterglow
import AfterglowTesting
import HTTPTypes
import Testing

struct CookieKeeperTests {
  private func application() -> Application {
    let app = Application()
    app.get("/set/{name}") { (name: String) in
      Response(headers: [.setCookie: "\(name)=1; Path=/; Secure"], body: .bytes([]))
    }
    app.get("/remove/{name}") { (name: String) in
      Response(headers: [.setCookie: "\(name)=; Path=/; Max-Age=0; Secure"], body: .bytes([]))
    }
    app.get("/echo") { (request: Request) in request.headers[.cookie] ?? "none" }
    app.post("/echo") { (request: Request) in request.headers[.contentType] ?? "none" }
    return app
  }

  @Test func `it sends what it was told to keep until it is told to forget it`() async throws {
    try await TestServer.run(.inProcess(application())) { server in
      let browser = CookieKeeper(server)
      #expect(try await browser.send(.get, "/echo").text == "none")
      try await browser.send(.get, "/set/a")
      try await browser.send(.get, "/set/b")
      #expect(try await browser.send(.get, "/echo").text == "a=1; b=1")
      #expect(try await browser.send(.get, "/echo", headers: [.cookie: "c=2"]).text == "c=2")
      try await browser.send(.get, "/remove/a")
      #expect(try await browser.send(.get, "/echo").text == "b=1")
      browser.cookies["b"] = "forged"
      #expect(try await browser.send(.get, "/echo").text == "b=forged")
    }
  }

  @Test func `over an insecure connection it keeps no secure cookie`() async throws {
    try await TestServer.run(.inProcess(application())) { server in
      let browser = CookieKeeper(server, isSecure: false)
      try await browser.send(.get, "/set/a")
      #expect(try await browser.send(.get, "/echo").text == "none")
    }
  }

  @Test func `a form has its type`() async throws {
    try await TestServer.run(.inProcess(application())) { server in
      let response = try await CookieKeeper(server).send(.post, "/echo", form: "a=1")
      #expect(response.text == "application/x-www-form-urlencoded")
    }
  }
}
