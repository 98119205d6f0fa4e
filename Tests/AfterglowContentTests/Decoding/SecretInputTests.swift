import AfterglowContent
import Testing

/// What was sent as a password is nowhere in an answer.
@Suite struct SecretInputTests {
  private struct Account: Codable, Validatable {
    var email: String
    var password: String
    var key: Key?

    static let rules = ValidationRules<Account> { rules in
      rules.check(\.email, "email", .email)
      rules.check(\.password, "password", .length(8...20))
      rules.secret("password")
      rules.secret("key")
      rules.whole("The password must not be the address", at: "password") { $0.email != $0.password }
    }
  }

  private struct Key: Codable { var bits: [Int] }
  private struct Signup: Codable { var accounts: [Account] }

  @Test(
    arguments: [
      (#"{"email": "x", "password": "short"}"#, [.string("x"), nil]),
      (#"{"email": "x", "password": 12345678}"#, [nil, .string("x")]),
      (#"{"email": "a@example.org", "password": "a@example.org"}"#, [nil]),
      (#"{"email": "x", "password": "longenough", "key": {"bits": [1, "secret"]}}"#, [nil, .string("x")]),
      (#"["x", "secret"]"#, [nil]),
    ] as [(String, [JSONValue?])])
  func `The input of a failure says nothing of a secret`(text: String, inputs: [JSONValue?]) throws {
    #expect(try Account.inputs(in: text) == inputs)
  }

  @Test(arguments: [
    #"{"accounts": {"email": "x", "password": "secret"}}"#, #"[{"email": "x", "password": "secret"}]"#,
  ])
  func `Nor does it where something else was to be around it`(text: String) throws {
    #expect(try Signup.inputs(in: text) == [nil])
  }

  @Test func `Nor does it inside another value`() throws {
    let text = #"{"accounts": [{"email": "x", "password": "short"}, ["secret"], 1]}"#
    #expect(try Signup.inputs(in: text) == [.string("x"), nil, nil, nil])
  }
}
