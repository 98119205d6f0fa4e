import Foundation
import Testing

@testable import AfterglowContent

@Suite struct FormScalarTests {
  private enum Order: String, Codable { case up, down }
  private enum Rank: Int, Codable { case first = 1, second }

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

  private struct Named: Codable { var name: String? }

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
    "at=0 datetime_type", "at=2026-13-23 datetime_type", "at=2026-02-30 datetime_type",
    "at=2026-02-30T05:00:00Z datetime_type", "at=2026-11-23T05:00:00Zx datetime_type", "id=1 uuid_type",
    "data=* bytes_type",
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
    #expect(try Named.failures(inForm: "name=a&name=b") == ["name string_type"])
  }

  @Test func `elements have their positions`() throws {
    #expect(try Scalars.failures(inForm: "ranks=1&ranks=x&ranks=3") == ["ranks.[1] enum", "ranks.[2] enum"])
    #expect(
      try Scalars.failures(inForm: "byName[a]=x&byName[b]=1&byName[c]=y") == [
        "byName.a int_type", "byName.c int_type",
      ])
  }

  @Test func `an empty text is a text`() throws {
    let named = try Named(inForm: "name=")
    #expect(named.name == "")
  }
}
