import Afterglow
import AfterglowTesting
import Foundation
import HTTPTypes
import Testing

@Suite struct QueryTests {
  private enum Order: String, Codable { case up, down }
  private enum Rank: Int, Codable { case first = 1, second }

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

  private struct Scalars: Codable {
    var small: Int8?
    var number: Double?
    var float: Float?
    var flag: Bool?
    var price: Decimal?
    var at: Date?
    var id: UUID?
    var link: URL?
    var data: Data?
    var order: Order?
    var rank: Rank?
    var ranks: [Rank]?
    var byName: [String: Int]?
  }

  private func get(_ query: String) async throws -> InProcessExchange {
    let app = Application(logger: RecordedLog().logger)
    app.get("/") { (search: Query<Search>) in
      "\(search.text) \(search.page ?? 0) \(search.exact ?? false) \(search.tag ?? []) \(search.value.order?.rawValue ?? "-")"
    }
    app.get("/{id}/all") { (query: Query<Search>, id: Int, other: Query<Scalars>) in
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

  @Test(arguments: [
    "small=-128", "small=+5", "number=-1.5e3", "number=007", "float=1", "flag=on", "flag=NO", "flag=1",
    "price=12.50",
    "at=2026-11-23T05:00:00Z", "at=2026-11-23T06:00:00%2B01:00", "at=2026-11-23",
    "id=e621e1f8-c36c-495a-93fc-0c247a3e6e5f", "link=https://example.org/", "data=YQ==", "order=up", "rank=2",
    "ranks=1&ranks=2", "ranks=1", "ranks[]=1&ranks[]=2", "ranks[0]=2&ranks[1]=1", "byName[a]=1&byName[b]=2",
    "byName[0]=1&byName[1]=2", "", "&&", "=", "small=&at=&order=&ranks=",
  ])
  func `texts spell scalars`(query: String) throws {
    #expect(try Scalars.failures(inForm: query.replacing("+", with: "%2B")) == [])
  }

  @Test(arguments: [
    "small=128 int_type", "small=1.0 int_type", "small=0x1 int_type", "number=nan float_type",
    "number=inf float_type",
    "number=0x1p3 float_type", "number=1a float_type", "number=1e999 float_type", "float=1e39 float_type",
    "flag=2 bool_type", "price=12a decimal_type", "price=1,5 decimal_type", "at=yesterday datetime_type",
    "at=0 datetime_type", "at=2026-13-23 datetime_type", "id=1 uuid_type", "data=* bytes_type",
    "order=x enum",
    "rank=3 enum", "rank=x enum", "small[a]=1 int_type", "ranks[1]=1 list_type", "ranks[a]=1 list_type",
    "byName=1 dict_type", "at[0]=0 datetime_type",
  ])
  func `texts that spell no such scalar`(query: String) throws {
    let parts = query.split(separator: " ")
    let name = parts[0].prefix { $0 != "=" && $0 != "[" }
    #expect(try Scalars.failures(inForm: String(parts[0])) == ["\(name) \(parts[1])"])
  }

  @Test func `a name that is there twice is no scalar`() throws {
    #expect(try Scalars.failures(inForm: "small=1&small=2") == ["small int_type"])
    #expect(try Search.failures(inForm: "text=a&text=b") == ["text string_type"])
  }

  @Test func `elements have their positions`() throws {
    #expect(try Scalars.failures(inForm: "ranks=1&ranks=x&ranks=3") == ["ranks.[1] enum", "ranks.[2] enum"])
    #expect(
      try Scalars.failures(inForm: "byName[a]=x&byName[b]=1&byName[c]=y") == [
        "byName.a int_type", "byName.c int_type",
      ])
  }

  @Test func `an empty text is a text`() throws {
    struct Named: Codable { var name: String? }
    let named = try Named(inForm: "name=")
    #expect(named.name == "")
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
