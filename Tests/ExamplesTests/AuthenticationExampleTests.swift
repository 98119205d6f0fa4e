import AfterglowTesting
import HTTPTypes
import Testing

@Suite(.timeLimit(.minutes(1))) struct AuthenticationExampleTests {
  private static let ada: HTTPFields = [.authorization: "Basic YWRhOmxvdmVsYWNl"]
  private static let bob: HTTPFields = [.authorization: "Basic Ym9iOmJ1aWxkZXI="]

  @Test func `Users are told apart, with and without credentials`() async throws {
    try await SpawnedServer.run(executable: .product("Examples"), arguments: ["Authentication"]) { server in
      let client = server.client
      let nobody = try await client.get("/me")
      #expect(nobody.status == .unauthorized)
      #expect(nobody.headers[values: .wwwAuthenticate].first == #"Basic realm="Notes", charset="UTF-8""#)
      #expect(try await client.get("/me", headers: Self.ada).text == #"{"email":"ada@example.org"}"#)
      #expect(try await client.get("/greeting").text == "Hello, stranger!")
      #expect(try await client.get("/admin/audit", headers: Self.bob).status == .forbidden)
      #expect(try await client.get("/admin/audit", headers: Self.ada).text == "all is well")
    }
  }
}
