import AfterglowTesting
import FoundationEssentials
import HTTPTypes
import JWTKit
import Testing

@Suite(.timeLimit(.minutes(1))) struct JSONWebTokensExampleTests {
  private struct Claims: JWTPayload {
    var sub = "ada"
    var scope = "notes:read notes:delete"
    var iss = "https://id.example.org"
    var aud = "notes"
    var exp = Date().addingTimeInterval(600)

    func verify(using algorithm: some JWTAlgorithm) {}
  }

  private static let secret = "a secret of at least 32 characters"

  /// What signs, and the set of keys that the service reads.
  private let key = ES256PrivateKey()

  private func keySet() throws -> String {
    let (x, y) = try #require(key.parameters.map { ($0.x, $0.y) })
    let fields = [("x", x), ("y", y)].map {
      "\"\($0.0)\":\"\($0.1.replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: ""))\""
    }
    return #"{"keys":[{"kty":"EC","crv":"P-256","kid":"1","use":"sig",\#(fields.joined(separator: ","))}]}"#
  }

  private func bearer(_ claims: Claims) async throws -> HTTPFields {
    let token = try await JWTKeyCollection().add(ecdsa: key, kid: "1").sign(claims, kid: "1")
    return [.authorization: "Bearer \(token)"]
  }

  private func withClient(
    secret: String = secret, _ body: (SpawnedServer) async throws -> Void
  ) async throws {
    let folder = try TemporaryFolder()
    try keySet().write(toFile: folder.path("keys.json"), atomically: true, encoding: .utf8)
    let environment = ["NOTES_KEY_SET": folder.path("keys.json"), "NOTES_TOKEN_SECRET": secret]
    try await SpawnedServer.run(
      executable: .product("Examples"), arguments: ["JSONWebTokens"], environment: environment, body)
  }

  @Test func `The user of a token of the identity provider is found`() async throws {
    try await withClient { server in
      let response = try await server.client.get("/notes", headers: bearer(Claims()))
      #expect(response.text == #"["A note of ada"]"#)
    }
  }

  @Test func `A token for another service, or of another issuer, is refused`() async throws {
    try await withClient { server in
      for claims in [Claims(aud: "shop"), Claims(iss: "https://evil.example")] {
        let response = try await server.client.get("/notes", headers: bearer(claims))
        #expect(response.status == .unauthorized)
        #expect(response.headers[.wwwAuthenticate] == #"Bearer realm="Notes", error="invalid_token""#)
      }
    }
  }

  @Test func `A token's scopes are permissions`() async throws {
    try await withClient { server in
      let allowed = try await server.client.send(
        method: .delete, target: "/notes/7", headers: bearer(Claims()))
      #expect(allowed.status == .noContent)
      let refused = try await server.client.send(
        method: .delete, target: "/notes/7", headers: bearer(Claims(scope: "notes:read")))
      #expect(refused.status == .forbidden)
      #expect(
        refused.headers[.wwwAuthenticate]
          == #"Bearer realm="Notes", error="insufficient_scope", scope="notes:delete""#)
    }
  }

  @Test func `A token of the service's own opens what it is for`() async throws {
    try await withClient { server in
      let made = try await server.client.send(
        method: .post, target: "/notes/7/links", headers: bearer(Claims()))
      let token = try #require(made.text.firstMatch(of: /"token":"([^"]+)"/)?.1)
      let shared = try await server.client.get("/shared", headers: [.authorization: "Bearer \(token)"])
      #expect(shared.text == "Note 7")
      let other = try await server.client.get("/shared", headers: bearer(Claims()))
      #expect(other.status == .unauthorized)
    }
  }

  @Test func `Without a secret that is long enough it doesn't start`() async throws {
    try await withClient(secret: "short") { server in
      #expect(try await server.exitStatus() == .exited(code: 78))
      try await server.waitForLogLine(containing: "NOTES_TOKEN_SECRET has to have at least 32 characters.")
    }
  }
}
