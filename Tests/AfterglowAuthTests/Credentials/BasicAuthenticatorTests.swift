import Afterglow
import AfterglowAuth
import AfterglowTesting
import FoundationEssentials
import HTTPTypes
import Testing

@Suite struct BasicAuthenticatorTests {
  /// Whoever it is, with the password in the answer.
  private static func client() throws -> InProcessClient {
    try InProcessClient(
      .authenticated(
        by: BasicAuthenticator<Member>(realm: "Test") { credentials, _ in
          Member(name: "\(credentials.userName)|\(credentials.password)")
        }))
  }

  private static func answer(_ authorization: String) async throws -> InProcessExchange {
    await (try client()).get("/me", headers: [.authorization: authorization])
  }

  private static func encoded(_ pair: String) -> String { Data(pair.utf8).base64EncodedString() }

  @Test func `A password may have colons`() async throws {
    #expect(try await Self.answer("Basic " + Self.encoded("ada:a:b:")).text == "ada|a:b:")
  }

  @Test func `A password may begin with a combining character`() async throws {
    #expect(try await Self.answer("Basic " + Self.encoded("ada:\u{301}x")).text == "ada|\u{301}x")
  }

  @Test func `Names and passwords are UTF-8, as the challenge says`() async throws {
    #expect(try await Self.answer("Basic " + Self.encoded("ü:pä😀")).text == "ü|pä😀")
    let challenge = BasicAuthenticator.right.challenge.description
    #expect(challenge == #"Basic realm="Test", charset="UTF-8""#)
  }

  @Test(arguments: ["Basic", "basic", "BASIC"])
  func `The scheme is one in whatever case`(scheme: String) async throws {
    #expect(try await Self.answer("\(scheme)   " + Self.encoded("ada:x")).text == "ada|x")
  }

  @Test(arguments: ["Basic", "Basic ", "Basic !!!", "Basic YWRh", "Basic a b c", "Basic YWRhOng"])
  func `What is not Base64 of a name and a password is refused`(authorization: String) async throws {
    #expect(try await Self.answer(authorization).status == .unauthorized)
  }

  @Test func `What is not UTF-8 is refused`() async throws {
    let latin = Data([0x61, 0x3A, 0xFC]).base64EncodedString()
    #expect(try await Self.answer("Basic \(latin)").status == .unauthorized)
  }

  @Test(arguments: ["ada\u{0}:x", "ada:x\n", "ada:\u{7F}", "ada:\u{85}"])
  func `Control characters are refused`(pair: String) async throws {
    #expect(try await Self.answer("Basic " + Self.encoded(pair)).status == .unauthorized)
  }

  @Test func `Two of them in one field are none`() async throws {
    let one = "Basic " + Self.encoded("ada:x")
    #expect(try await Self.answer("\(one), \(one)").status == .unauthorized)
  }

  @Test func `Of two fields that a web server passes on neither counts`() async throws {
    let fields = ["ada:x", "eve:y"].map { ("HTTP_AUTHORIZATION", "Basic " + Self.encoded($0)) }
    let exchange = await (try Self.client()).send(target: "/me", extraParams: fields)
    #expect(exchange.status == .unauthorized)
  }

  @Test(arguments: ["Bearer x", "Digest username=ada", "Basicx eDp5"])
  func `Another scheme is none of its business`(authorization: String) async throws {
    let exchange = try await Self.answer(authorization)
    #expect(exchange.status == .unauthorized)
    #expect(exchange.text.contains("Authentication is required."))
  }

  @Test func `Credentials are printed without the password`() async throws {
    let app = Application.authenticated(
      by: BasicAuthenticator<Member>(realm: "Test") { credentials, _ in Member(name: "\(credentials)") })
    let exchange = try await InProcessClient(app).get("/me", headers: .basic("ada", "secret"))
    #expect(exchange.text == #""ada""#)
  }
}

/// With hashed passwords.
@Suite struct HashedBasicAuthenticatorTests {
  private let passwords = PasswordHasher(.scrypt(costExponent: 4, blockSize: 8, parallelism: 1))

  private func status(_ userName: String, _ password: String) async throws -> HTTPResponse.Status {
    let hash = try passwords.hash("lovelace")
    let app = Application.authenticated(
      by: BasicAuthenticator<Member>(realm: "Test", passwords: passwords) { name, _ in
        name == "ada" ? (Member(name: name), hash) : nil
      })
    return try await InProcessClient(app).get("/me", headers: .basic(userName, password)).status
  }

  @Test func `The right password is let pass`() async throws {
    #expect(try await status("ada", "lovelace") == .ok)
  }

  @Test(arguments: [("ada", "lovelacE"), ("ada", ""), ("ada", "lovelace "), ("Ada", "lovelace"), ("", "")])
  func `A wrong one, and a user that there isn't, are refused`(userName: String, password: String)
    async throws
  {
    #expect(try await status(userName, password) == .unauthorized)
  }
}
