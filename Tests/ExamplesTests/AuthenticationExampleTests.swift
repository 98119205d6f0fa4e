import AfterglowTesting
import FoundationEssentials
import HTTPTypes
import Testing

@Suite(.timeLimit(.minutes(2))) struct AuthenticationExampleTests {
  private static let ada: HTTPFields = [.authorization: "Basic YWRhOmxvdmVsYWNl"]
  private static let bob: HTTPFields = [.authorization: "Basic Ym9iOmJ1aWxkZXI="]

  private func withClient(_ body: (FastCGIClient) async throws -> Void) async throws {
    try await SpawnedServer.run(executable: .product("Examples"), arguments: ["Authentication"]) { server in
      // Passwords take their time in a debug build.
      try await body(FastCGIClient(address: server.address, timeout: .seconds(60)))
    }
  }

  @Test func `Who sends no credentials is told the ways there are`() async throws {
    try await withClient { client in
      let nobody = try await client.get("/me")
      #expect(nobody.status == .unauthorized)
      #expect(
        nobody.headers[values: .wwwAuthenticate]
          == [#"Basic realm="Notes", charset="UTF-8""#, #"ApiKey realm="Notes", header="X-API-Key""#])
    }
  }

  @Test func `People come with a password`() async throws {
    try await withClient { client in
      let ada = try await client.get("/me", headers: Self.ada)
      #expect(ada.text == #"{"email":"ada@example.org"}"#)
      #expect(try await client.get("/address", headers: Self.ada).text == "ada@example.org")
      let wrong: HTTPFields = [.authorization: "Basic YWRhOmxvdmU="]
      #expect(try await client.get("/me", headers: wrong).status == .unauthorized)
    }
  }

  @Test func `Programs come with a key`() async throws {
    try await withClient { client in
      let name = try #require(HTTPField.Name("X-API-Key"))
      let response = try await client.get("/me", headers: [name: "a-long-random-key"])
      #expect(response.text == #"{"email":"backup@example.org"}"#)
      #expect(try await client.get("/me", headers: [name: "another"]).status == .unauthorized)
    }
  }

  @Test func `Strangers are greeted, too`() async throws {
    try await withClient { client in
      let greeting = try await client.get("/greeting")
      #expect(greeting.text == "Hello, stranger!")
    }
  }

  @Test func `Administrators alone see the audit`() async throws {
    try await withClient { client in
      let nobody = try await client.get("/admin/audit")
      #expect(nobody.status == .unauthorized)
      #expect(try await client.get("/admin/audit", headers: Self.bob).status == .forbidden)
      #expect(try await client.get("/admin/audit", headers: Self.ada).text == "all is well")
    }
  }

  @Test func `Authors see drafts unless they are suspended`() async throws {
    try await withClient { client in
      let drafts = try await client.get("/drafts", headers: Self.ada)
      #expect(drafts.text == #"["The first draft"]"#)
      #expect(try await client.get("/drafts", headers: Self.bob).status == .forbidden)
    }
  }

  @Test func `Sensors come with a bearer token, and are told what it lacks`() async throws {
    try await withClient { client in
      let sensor: HTTPFields = [.authorization: "Bearer mF_9.B5f-4.1JqM"]
      #expect(try await client.get("/readings", headers: sensor).text == "[21.5,22]")
      let unknown = try await client.get("/readings", headers: [.authorization: "Bearer x"])
      #expect(unknown.status == .unauthorized)
      #expect(
        unknown.headers[values: .wwwAuthenticate] == [#"Bearer realm="Notes", error="invalid_token""#])
      let refused = try await client.send(method: .delete, target: "/readings", headers: sensor)
      #expect(refused.status == .forbidden)
      #expect(
        refused.headers[.wwwAuthenticate]
          == #"Bearer realm="Notes", error="insufficient_scope", scope="readings:delete""#)
    }
  }

  @Test func `Colleagues are whom the web server names`() async throws {
    try await withClient { client in
      let ada = try await client.send(target: "/intranet", extraParams: [("REMOTE_USER", "ada")])
      #expect(ada.text == "Hello, ada@example.org!")
      #expect(try await client.get("/intranet").status == .unauthorized)
    }
  }

  @Test func `Partners come with a certificate that nginx has checked`() async throws {
    try await withClient { client in
      let name = ("SSL_CLIENT_S_DN", "CN=Acme")
      let acme = try await client.send(
        target: "/partners", extraParams: [name, ("SSL_CLIENT_VERIFY", "SUCCESS")])
      #expect(acme.text == "Hello, CN=Acme!")
      let forged = try await client.send(
        target: "/partners", extraParams: [name, ("SSL_CLIENT_VERIFY", "FAILED:self-signed certificate")])
      #expect(forged.status == .unauthorized)
    }
  }
}
