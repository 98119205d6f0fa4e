import Afterglow
import AfterglowTesting
import HTTPTypes
import Testing

@Suite struct QueryTests {
  private enum Order: String, Codable { case up, down }

  private struct Search: Codable, Validatable {
    var text: String
    var page: Int?
    var exact: Bool?
    var tag: [String]?
    var order: Order?

    static let rules = ValidationRules<Search> { rules in
      rules.check(\.text, "text", .length(1...10))
      rules.check(\.page, "page", .range(1...100))
    }
  }

  private struct Numbered: Codable { var number: Double? }

  private func get(_ query: String) async throws -> InProcessExchange {
    let app = Application(logger: RecordedLog().logger)
    app.get("/") { (search: Query<Search>) in
      "\(search.text) \(search.page ?? 0) \(search.exact ?? false) \(search.tag ?? []) \(search.value.order?.rawValue ?? "-")"
    }
    app.get("/{id}/all") { (query: Query<Search>, id: Int, other: Query<Numbered>) in
      "\(id) \(query.text) \(other.number ?? 0)"
    }
    return try await InProcessClient(app).get(query)
  }

  @Test func `a query is decoded as a type`() async throws {
    #expect(try await get("/?text=a+b%20c").text == "a b c 0 false [] -")
    let all = try await get("/?text=%C3%BC&page=7&exact=true&tag=x&tag=y&order=down&other=1")
    #expect(all.text == #"ü 7 true ["x", "y"] down"#)
  }

  @Test func `queries stand beside path values and each other`() async throws {
    #expect(try await get("/7/all?text=a&number=1.5").text == "7 a 1.5")
  }

  @Test func `everything that is wrong is listed at once`() async throws {
    let exchange = try await get("/?page=0&exact=maybe&order=sideways")
    #expect(exchange.status == .badRequest)
    #expect(
      exchange.text == """
        {"detail":"Validation failed for / with method GET.","errors":[\
        {"loc":["text"],"msg":"Field required","type":"missing"},\
        {"input":"maybe","loc":["exact"],"msg":"Input should be a valid boolean","type":"bool_type"},\
        {"input":"sideways","loc":["order"],"msg":"Input should be one of the allowed values","type":"enum"},\
        {"input":"0","loc":["page"],"msg":"Input should be greater than or equal to 1","type":"greater_than_equal"}]}
        """)
  }

  @Test(arguments: ["%", "%4", "text=%zz", "text=a&%ff=1", "text=%00", "text=a&b=%c3"])
  func `a query that can't be decoded is a 400`(query: String) async throws {
    let exchange = try await get("/?text=a&" + query)
    #expect(exchange.status == .badRequest)
    #expect(exchange.text.hasPrefix(#"{"detail":"The query is not valid: "#))
  }

  @Test func `an optional query is nil where there is none`() async throws {
    let app = Application()
    app.get("/") { (search: Query<Search>?) in search?.text ?? "none" }
    let client = try InProcessClient(app)
    #expect(await client.get("/").text == "none")
    #expect(await client.get("/?").text == "none")
    #expect(await client.get("/?text=a").text == "a")
    #expect(await client.get("/?page=1").status == .badRequest)
  }
}
