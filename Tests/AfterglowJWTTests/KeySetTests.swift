import AfterglowJWT
import HTTPTypes
import JWTKit
import Testing

@Suite struct KeySetTests {
  private let old: RSAKeyPair
  private let new: RSAKeyPair

  init() throws {
    old = try RSAKeyPair.first.get()
    new = try RSAKeyPair.second.get()
  }

  @Test func `The keys of a set take the place of those before`() async throws {
    let service = OrdersService(JWTKeyCollection())
    #expect(try await service.keys.replaceKeys(withJWKS: old.keySet(id: "old")) == 1)
    #expect(try await service.status(of: old.sign(TestClaims(), id: "old")) == .ok)
    try await service.keys.replaceKeys(withJWKS: new.keySet(id: "new"))
    #expect(try await service.status(of: new.sign(TestClaims(), id: "new")) == .ok)
    #expect(try await service.status(of: old.sign(TestClaims(), id: "old")) == .unauthorized)
  }

  @Test func `While a key is being replaced, tokens of both are taken`() async throws {
    let service = OrdersService(JWTKeyCollection())
    let both = #"{"keys":[\#(try old.publishedKey(id: "old")),\#(try new.publishedKey(id: "new"))]}"#
    #expect(try await service.keys.replaceKeys(withJWKS: both) == 2)
    #expect(try await service.status(of: old.sign(TestClaims(), id: "old")) == .ok)
    #expect(try await service.status(of: new.sign(TestClaims(), id: "new")) == .ok)
  }

  @Test func `Keys that can't be understood, or are for something else, are passed over`() async throws {
    let service = OrdersService(JWTKeyCollection())
    let set = #"""
      {"keys":[{"kty":"oct","kid":"a","k":"AAAA"},{"kty":"RSA","kid":"b","use":"enc","n":"AQAB","e":"AQAB"},
      {"kty":"RSA","kid":"c"},{"kty":"EC","crv":"P-256","kid":"d","x":"AA","y":"AA","alg":"ES256"},7,
      \#(try new.publishedKey(id: "new"))]}
      """#
    #expect(try await service.keys.replaceKeys(withJWKS: set) == 1)
    #expect(try await service.status(of: new.sign(TestClaims(), id: "new")) == .ok)
  }

  @Test(arguments: ["", "[]", "{}", #"{"keys":7}"#, #"{"keys":[]}"#, #"{"keys":[{"kty":"oct"}]}"#, "<html>"])
  func `A set without keys leaves those there are`(set: String) async throws {
    let service = OrdersService(JWTKeyCollection())
    try await service.keys.replaceKeys(withJWKS: old.keySet(id: "old"))
    await #expect(throws: InvalidKeySet.self) { try await service.keys.replaceKeys(withJWKS: set) }
    #expect(try await service.status(of: old.sign(TestClaims(), id: "old")) == .ok)
  }

  @Test func `A set with a comma too many is no JSON`() async throws {
    let service = OrdersService(JWTKeyCollection())
    let set = try String(old.keySet(id: "old").dropLast()) + ",}"
    await #expect(throws: InvalidKeySet.self) { try await service.keys.replaceKeys(withJWKS: set) }
  }
}
