import Afterglow
import AfterglowTesting
import HTTPTypes
import Testing

@testable import struct Afterglow.QueryParameters

@Suite struct QueryParametersTests {
  @Test(
    arguments: [
      ("a=1", "1"), ("b=2&a=1", "1"), ("a=1&a=2", "1"), ("a=", ""), ("a", ""), ("a=b=c", "b=c"),
      ("a=b+c", "b c"),
      ("a=b%2Bc", "b+c"), ("a=%26%3D", "&="), ("%61=1", "1"), ("&&a=1&", "1"), ("a=%C3%BC", "ü"),
    ])
  func `a value is decoded as forms write it`(query: String, value: String) {
    #expect(QueryParameters(query)["a"] == value)
  }

  @Test func `names are told apart by their code points`() {
    let query = QueryParameters("\u{E9}=1&e\u{301}=2&%C3%A9=3")
    #expect(query["\u{E9}"] == "1")
    #expect(query["e\u{301}"] == "2")
    #expect(query.values(of: "\u{E9}") == ["1", "3"])
  }

  @Test(arguments: ["", "&", "b=1", "A=1", "=1", "a%3D1"])
  func `a name that is not there has no value`(query: String) {
    #expect(QueryParameters(query)["a"] == nil)
    #expect(QueryParameters(query).values(of: "a").isEmpty)
  }

  @Test func `a name that is there more than once has all of its values, in order`() {
    #expect(QueryParameters("a=2&b=x&a=1&a=").values(of: "a") == ["2", "1", ""])
  }

  @Test(arguments: ["a=%", "a=%zz", "a=%FF", "a=%00", "%FF=a"])
  func `a pair that can't be decoded is left out, and the others stay`(pair: String) {
    let parameters = QueryParameters("\(pair)&b=1")
    #expect(parameters["a"] == nil)
    #expect(parameters["b"] == "1")
  }

  @Test func `a handler has the query of its request`() async throws {
    let app = Application()
    app.get("/") { (request: Request) in request.queryParameters["name"] ?? "none" }
    let client = try InProcessClient(app)
    #expect(await client.get("/?name=Ada+Lovelace").text == "Ada Lovelace")
    #expect(await client.get("/").text == "none")
  }
}
