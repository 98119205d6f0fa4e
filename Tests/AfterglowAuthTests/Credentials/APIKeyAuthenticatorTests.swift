import Afterglow
import AfterglowAuth
import AfterglowTesting
import HTTPTypes
import Testing

@Suite struct APIKeyAuthenticatorTests {
  private static let keys = SecretTable(["key-of-a-program": Member(name: "program")])

  private static func client(_ place: APIKeyAuthenticator<Member>.Place) throws -> InProcessClient {
    try InProcessClient(.authenticated(by: APIKeyAuthenticator(realm: "Orders", in: place, keys: keys)))
  }

  @Test func `A key in its field is the program's`() async throws {
    let client = try Self.client(.header(.apiKey))
    #expect(await client.get("/me", headers: [.apiKey: "key-of-a-program"]).text == "program")
  }

  @Test(arguments: ["x", "key-of-a-progra", "key-of-a-program2", "Key-Of-A-Program", "ключ"])
  func `Another key is refused`(key: String) async throws {
    let exchange = await (try Self.client(.header(.apiKey))).get("/me", headers: [.apiKey: key])
    #expect(exchange.status == .unauthorized)
    #expect(exchange.headers[.wwwAuthenticate] == #"ApiKey realm="Orders", header="X-API-Key""#)
  }

  @Test func `An empty field is no key`() async throws {
    let exchange = await (try Self.client(.header(.apiKey))).send(
      target: "/me", extraParams: [("HTTP_X_API_KEY", "")])
    #expect(exchange.status == .unauthorized)
    #expect(exchange.text.contains("Authentication is required."))
  }

  @Test func `A key in the query is one if that is its place`() async throws {
    let client = try Self.client(.query("key"))
    #expect(await client.get("/me?key=key-of-a-program").text == "program")
    #expect(await client.get("/me", headers: [.apiKey: "key-of-a-program"]).status == .unauthorized)
  }

  @Test func `An empty key in the query is refused`() async throws {
    #expect(await (try Self.client(.query("key"))).get("/me?key=").status == .unauthorized)
  }

  @Test func `A key in the query is none if the header is its place`() async throws {
    let client = try Self.client(.header(.apiKey))
    #expect(await client.get("/me?X-API-Key=key-of-a-program").status == .unauthorized)
  }
}
