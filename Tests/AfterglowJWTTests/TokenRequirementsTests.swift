import AfterglowJWT
import FoundationEssentials
import HTTPTypes
import JWTKit
import Testing

@Suite struct TokenRequirementsTests {
  private static func status(
    _ claims: TestClaims, requiring requirements: TokenRequirements = TokenRequirements()
  ) async throws -> HTTPResponse.Status {
    let service = await OrdersService.withSecret(requiring: requirements)
    return try await service.status(of: OrdersService.secretKeys().sign(claims))
  }

  private static func seconds(fromNow seconds: Double) -> Double { Date().timeIntervalSince1970 + seconds }

  @Test func `A token that has expired is refused`() async throws {
    #expect(try await Self.status(TestClaims(exp: Self.seconds(fromNow: -60))) == .unauthorized)
  }

  @Test func `Clocks may differ a little at its end`() async throws {
    let claims = TestClaims(exp: Self.seconds(fromNow: -10))
    #expect(try await Self.status(claims) == .ok)
    #expect(try await Self.status(claims, requiring: .init(clockSkew: .zero)) == .unauthorized)
  }

  @Test func `A token that doesn't say when it ends is refused unless it may`() async throws {
    let claims = TestClaims(exp: nil)
    #expect(try await Self.status(claims) == .unauthorized)
    #expect(try await Self.status(claims, requiring: .init(expiry: false)) == .ok)
  }

  @Test func `One that ends is refused afterwards also where it need not`() async throws {
    let claims = TestClaims(exp: Self.seconds(fromNow: -60))
    #expect(try await Self.status(claims, requiring: .init(expiry: false)) == .unauthorized)
  }

  @Test(arguments: [1e300, -1e300, 0])
  func `The end may be any number`(end: Double) async throws {
    #expect(try await Self.status(TestClaims(exp: end)) == (end > 0 ? .ok : .unauthorized))
  }

  @Test func `A token that isn't valid yet is refused`() async throws {
    #expect(try await Self.status(TestClaims(nbf: Self.seconds(fromNow: 300))) == .unauthorized)
    #expect(try await Self.status(TestClaims(nbf: Self.seconds(fromNow: -300))) == .ok)
  }

  @Test func `Clocks may differ a little at its beginning`() async throws {
    #expect(try await Self.status(TestClaims(nbf: Self.seconds(fromNow: 10))) == .ok)
  }

  @Test(arguments: [("https://id.example.org", true), ("https://id.example.org/", false), (nil, false)])
  func `The issuer has to be the one that is named`(issuer: String?, isTaken: Bool) async throws {
    let requirements = TokenRequirements(issuer: "https://id.example.org")
    let status = try await Self.status(TestClaims(iss: issuer), requiring: requirements)
    #expect(status == (isTaken ? .ok : .unauthorized))
  }

  @Test(
    arguments: [
      (["orders"], true), (["shop", "orders"], true), (["shop"], false), ([], false), (nil, false),
    ] as [([String]?, Bool)])
  func `The audience has to be among the token's`(audience: [String]?, isTaken: Bool) async throws {
    let requirements = TokenRequirements(audience: "orders")
    let status = try await Self.status(TestClaims(aud: audience), requiring: requirements)
    #expect(status == (isTaken ? .ok : .unauthorized))
  }

  @Test func `A token for somebody is refused by a service that doesn't say who it is`() async throws {
    #expect(try await Self.status(TestClaims(aud: ["shop"])) == .unauthorized)
  }
}
