import AfterglowJWT
import HTTPTypes
import JWTKit
import Testing

@Suite struct TokenAlgorithmTests {
  @Test(arguments: ["none", "None", "NONE", ""])
  func `A token without a signature is refused`(name: String) async throws {
    let service = await OrdersService.withSecret()
    let parts = try await OrdersService.secretKeys().sign(TestClaims()).split(separator: ".")
    let header = #"{"alg":"\#(name)","typ":"JWT"}"#.base64URL
    #expect(try await service.status(of: "\(header).\(parts[1]).") == .unauthorized)
    #expect(try await service.status(of: "\(header).\(parts[1]).\(parts[2])") == .unauthorized)
  }

  @Test func `A token without a signature is refused also by keys that take one`() async throws {
    let keys = await JWTKeyCollection().addUnsecuredNone()
    let token = try await keys.sign(TestClaims())
    #expect(try await OrdersService(keys).status(of: token) == .unauthorized)
  }

  @Test func `An algorithm that isn't among those taken is refused`() async throws {
    let service = await OrdersService.withSecret(requiring: TokenRequirements(algorithms: [.es256]))
    let token = try await OrdersService.secretKeys().sign(TestClaims())
    #expect(try await service.status(of: token) == .unauthorized)
  }

  @Test func `A public key is no secret to sign with`() async throws {
    let key = try RSAKeyPair.first.get()
    let service = OrdersService(JWTKeyCollection())
    try await service.keys.replaceKeys(withJWKS: key.keySet())
    let secret = HMACKey(from: key.publicKey.pemRepresentation)
    let forger = await JWTKeyCollection().add(hmac: secret, digestAlgorithm: .sha256, kid: "1")
    let token = try await forger.sign(TestClaims(), kid: "1")
    #expect(try await service.status(of: token) == .unauthorized)
  }

  /// JWTKit keeps the algorithm of the first token for a key that names none.
  @Test(arguments: ["RS384", "RS512", "PS256", "PS384", "PS512"])
  func `A stranger's token can't have a published key refuse everybody's`(algorithm: String) async throws {
    let key = try RSAKeyPair.first.get()
    let service = OrdersService(JWTKeyCollection())
    try await service.keys.replaceKeys(withJWKS: key.keySet())
    let stranger = #"{"alg":"\#(algorithm)","kid":"1"}"#.base64URL + ".e30.AAAA"
    #expect(try await service.status(of: stranger) == .unauthorized)
    #expect(try await service.status(of: key.sign(TestClaims())) == .ok)
  }
}
