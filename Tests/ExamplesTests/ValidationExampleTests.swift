import AfterglowTesting
import HTTPTypes
import Testing

@Suite(.timeLimit(.minutes(1))) struct ValidationExampleTests {
  private func answers(to path: String, _ bodies: [String]) async throws -> [FastCGIResponse] {
    try await SpawnedServer.run(executable: .product("Examples"), arguments: ["Validation"]) { server in
      var answers: [FastCGIResponse] = []
      for body in bodies { answers.append(try await server.client.post(path, json: body)) }
      return answers
    }
  }

  @Test func `Everything that is wrong with an order is told, where it is`() async throws {
    let pen = #"{"name": "pen", "price": 3, "quantity": 2}"#
    let answers = try await answers(
      to: "/orders",
      [
        #"{"email": "a@example.org", "items": [\#(pen), \#(pen)], "delivery": "post"}"#,
        #"{"items": [\#(pen), {"name": "pen", "price": "x", "quantity": 3}], "delivery": "drone"}"#,
      ])
    #expect(answers[0].text == #"{"total":12}"#)
    #expect(answers[1].status == .badRequest)
    for part in [
      #""detail":"Validation failed for /orders with method POST.""#,
      #"{"loc":["email"],"msg":"Field required","type":"missing"}"#,
      #"{"input":"x","loc":["items",1,"price"],"msg":"Input should be a valid integer","type":"int_type"}"#,
      #"{"input":3,"loc":["items",1,"quantity"],"msg":"Input should be a multiple of 2","type":"multiple_of"}"#,
      #"{"input":"drone","loc":["delivery"],"msg":"Input should be 'pickup' or 'post'","type":"enum"}"#,
    ] { #expect(answers[1].text.contains(part)) }
  }

  @Test func `An account's rules are its own, and its password is told nobody`() async throws {
    let answers = try await answers(
      to: "/accounts",
      [
        #"{"email": "b@example.org", "password": "two words", "repeated": "two words"}"#,
        #"{"email": "b", "password": "oneword1", "repeated": "oneword1"}"#,
        #"{"email": "b@example.org", "password": "two words", "repeated": "oneword2"}"#,
        #"{"email": "ada@example.org", "password": "two words", "repeated": "two words"}"#,
      ])
    #expect(answers.map(\.status.code) == [201, 400, 400, 400])
    #expect(
      answers[1].text.contains(#"{"loc":["password"],"msg":"Choose at least two words","type":"passphrase"}"#)
    )
    #expect(answers[1].text.contains(#""loc":["email"]"#))
    #expect(
      answers[2].text.contains(#"{"loc":["repeated"],"msg":"The passwords differ","type":"value_error"}"#))
    #expect(!answers.contains { $0.text.contains("oneword") })
    #expect(answers[3].text.contains("There is such an account already"))
  }
}
