import Afterglow
import AfterglowTesting
import Foundation
import HTTPTypes
import Testing

@Suite struct ValidationAnswerTests {
  private struct UserIn: Content {
    var email: String
    var age: Int
    var nickname: String?
  }

  private func answer(_ json: String, path: String = "/register") async throws -> InProcessExchange {
    let app = Application()
    app.post("/register") { (data: UserIn) in data }
    app.post("/{id}/users") { (id: Int, data: [UserIn]) in data }
    return try await InProcessClient(app).post(path, json: json)
  }

  @Test func `a missing and a mistyped field are answered as documented`() async throws {
    let exchange = try await answer(#"{"age":"x"}"#)
    #expect(exchange.status == .badRequest)
    #expect(exchange.headers[.contentType] == "application/json")
    let documented = """
      {"detail":"Validation failed for /register with method POST.",
       "errors":[{"type":"missing","loc":["email"],"msg":"Field required"},
                 {"type":"int_type","loc":["age"],"msg":"Input should be a valid integer","input":"x"}]}
      """
    #expect(try JSONValue(parsing: exchange.text) == JSONValue(parsing: documented))
  }

  @Test func `a valid body is none the worse for fields that nobody asked for`() async throws {
    let exchange = try await answer(#"{"email":"a","age":1,"more":{"x":[null,1e3]},"nickname":null}"#)
    #expect(exchange.status == .created)
  }

  @Test func `a wrong root is answered without a location's steps`() async throws {
    let exchange = try await answer("[1]")
    #expect(exchange.status == .badRequest)
    let errors = try JSONValue(parsing: exchange.text)["errors"]
    let expected = #"[{"type":"dict_type","loc":[],"msg":"Input should be a valid object"}]"#
    #expect(try errors == JSONValue(parsing: expected))
  }

  @Test func `positions in an array are numbers`() async throws {
    let exchange = try await answer(#"[{"email":"a","age":1},{"email":2}]"#, path: "/7/users")
    let errors = try JSONValue(parsing: exchange.text)["errors"]
    let expected = """
      [{"type":"string_type","loc":[1,"email"],"msg":"Input should be a valid string","input":2},
       {"type":"missing","loc":[1,"age"],"msg":"Field required"}]
      """
    #expect(try errors == JSONValue(parsing: expected))
  }

  @Test func `the path's values are looked at before the body's`() async throws {
    let exchange = try await answer("[{}]", path: "/x/users")
    #expect(exchange.text.contains(#""loc":["id"]"#))
    #expect(!exchange.text.contains("email"))
  }

  @Test func `an error of the application's own has the same form`() async throws {
    let app = Application()
    app.get("/") { () -> String in
      throw ValidationError([
        ValidationFailure(
          type: "taken", location: [.key("email")], message: "Choose another", input: .string("a"))
      ])
    }
    let exchange = try await InProcessClient(app).get("/")
    #expect(exchange.status == .badRequest)
    #expect(
      exchange.text == """
        {"detail":"Validation failed for / with method GET.","errors":[{"input":"a","loc":["email"],\
        "msg":"Choose another","type":"taken"}]}
        """)
  }

  @Test func `a type that asks for null without asking for the key is a 400 all the same`() async throws {
    struct Strict: Content {
      var value: Int?

      enum Key: CodingKey { case value }

      init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        value = try container.decodeNil(forKey: .value) ? nil : container.decode(Int.self, forKey: .value)
      }
    }
    let app = Application(logger: RecordedLog().logger)
    app.post("/") { (strict: Strict) in "ok" }
    let exchange = try await InProcessClient(app).post("/", json: "{}")
    #expect(exchange.status == .badRequest)
    #expect(exchange.text.contains(#""loc":["value"]"#))
  }
}

extension JSONValue {
  fileprivate init(parsing text: String) throws {
    self = try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
  }
}
