import Testing

@testable import AfterglowSessions

@Suite struct SessionSecretTests {
  private let hexadecimal = String(repeating: "0f", count: 32)

  @Test(arguments: [
    "Dw8PDw8PDw8PDw8PDw8PDw8PDw8PDw8PDw8PDw8PDw8=", "Dw8PDw8PDw8PDw8PDw8PDw8PDw8PDw8PDw8PDw8PDw8",
  ])
  func `Base64 and hexadecimal name the same secret`(base64: String) throws {
    let signature = Signer([try SessionSecret(hexadecimal)], purpose: "test").signature(of: "text".utf8)
    let other = Signer([try SessionSecret(base64)], purpose: "test")
    #expect(other.isSignature(signature, of: "text".utf8))
  }

  @Test func `A secret that is too short is refused with its size`() {
    #expect(throws: SessionSecretError.tooShort(size: 31)) {
      try SessionSecret(String(repeating: "0f", count: 31))
    }
  }

  @Test(arguments: ["change me, please!", "not/base64*"])
  func `What is not encoded is refused`(text: String) {
    #expect(throws: SessionSecretError.notEncoded) { try SessionSecret(text) }
  }

  @Test func `An environment variable may have several`() throws {
    let environment = ["SECRET": "\(hexadecimal), \(String(repeating: "aa", count: 32))"]
    #expect(try SessionSecret.list(fromEnvironment: "SECRET", in: environment).count == 2)
  }

  @Test(arguments: [[:], ["SECRET": ""], ["SECRET": " , "]])
  func `A variable without a secret is named`(environment: [String: String]) {
    #expect(throws: SessionSecretError.missing(variable: "SECRET")) {
      try SessionSecret.list(fromEnvironment: "SECRET", in: environment)
    }
  }

  @Test func `A setting may have several, and none gives none`() throws {
    #expect(try SessionSecret.list("\(hexadecimal),\(String(repeating: "aa", count: 32))\n").count == 2)
    #expect(try SessionSecret.list(" , ").isEmpty)
    #expect(throws: SessionSecretError.tooShort(size: 1)) { try SessionSecret.list("\(hexadecimal),aa") }
  }

  @Test func `It is never printed`() throws {
    let secret = try SessionSecret(hexadecimal)
    #expect("\(secret) \(String(reflecting: secret))" == "SessionSecret SessionSecret")
    var dumped = ""
    dump(secret, to: &dumped)
    #expect(!dumped.contains("key"))
  }

  @Test func `A signature for one purpose is none for another`() throws {
    let secrets = [try SessionSecret(hexadecimal)]
    let signature = Signer(secrets, purpose: "one").signature(of: "text".utf8)
    #expect(!Signer(secrets, purpose: "two").isSignature(signature, of: "text".utf8))
  }
}
