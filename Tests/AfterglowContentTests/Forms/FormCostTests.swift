import AfterglowTesting
import Testing

@testable import AfterglowContent

/// Forms and queries of every shape are read or refused in a time that grows with their size.
@Suite(.serialized) struct FormCostTests {
  private struct Anything: Decodable {
    var name: String?
    var flag: Bool?
    var number: Double?
    var integer: Int?
    var list: [String]?
    var byName: [String: String]?
    var deep: [String: [String: [String]]]?
  }

  /// A form of about so many bytes.
  struct Shape: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let make: @Sendable (Int) -> String
  }

  private static func repeated(_ text: String, _ size: Int) -> String {
    String(repeating: text, count: size / text.utf8.count)
  }

  /// Pairs up to the limit of their number, whose names or values grow with the size.
  private static func pairs(_ size: Int, _ pair: (Int, String) -> String) -> String {
    let filler = repeated("x", size / 1000)
    return (0..<1000).map { pair($0, filler) }.joined(separator: "&")
  }

  static let shapes = [
    Shape(testDescription: "one long value") { "name=" + repeated("x", $0) },
    Shape(testDescription: "one value of escapes") { "name=" + repeated("%C3%BC+", $0) },
    Shape(testDescription: "one value of disordered marks") { "name=a" + repeated("\u{301}\u{323}", $0) },
    Shape(testDescription: "a Boolean of disordered marks") { "flag=t" + repeated("\u{301}\u{323}", $0) },
    Shape(testDescription: "a long number") { "number=" + repeated("1", $0) },
    Shape(testDescription: "a long integer") { "integer=" + repeated("0", $0) + "x" },
    Shape(testDescription: "one name of disordered marks") {
      "byName[a" + repeated("\u{301}\u{323}", $0) + "]=1"
    },
    Shape(testDescription: "a name of marks thirty at a time") {
      "byName[" + repeated("a" + repeated("\u{301}\u{323}", 60), $0) + "]=1"
    },
    Shape(testDescription: "many names that look alike") { size in
      pairs(size) { "byName[\($0 % 2 == 0 ? "\u{E9}" : "e\u{301}")\($1)\($0)]=1" }
    },
    Shape(testDescription: "one name a thousand times") { size in pairs(size) { "list=\($0)\($1)" } },
    Shape(testDescription: "empty values") { repeated("name&", $0) },
    Shape(testDescription: "ampersands") { repeated("&", $0) },
    Shape(testDescription: "deep brackets") { "name" + repeated("[b]", $0) + "=1" },
    Shape(testDescription: "deep brackets that don't match") { "name" + repeated("[b]", $0) + "[=1" },
    Shape(testDescription: "open brackets") { "name" + repeated("[", $0) + "]=1" },
    Shape(testDescription: "closed and opened brackets") { "name[" + repeated("][", $0) + "]=1" },
    Shape(testDescription: "positions") { size in pairs(size) { "list[\($0)]=\($1)" } },
    Shape(testDescription: "positions with leading zeros") { size in
      pairs(size) { "list[\(repeated("0", $0))]=\($1)" }
    },
    Shape(testDescription: "objects in objects") { size in pairs(size) { "deep[\($0)\($1)][\($0)][]=1" } },
  ]

  @Test(arguments: shapes) func `twice the form costs twice the time`(shape: Shape) {
    let growth = CPUTimeGrowth(from: 1 << 12) {
      shape.make($0)
    } of: { text in
      _ = try? FormContent.decode(Anything.self, from: text, of: "form")
    }
    #expect(growth.isLinear, "\(growth)")
  }

  @Test(arguments: shapes) func `twice the query costs twice the time to look a name up`(shape: Shape) {
    let growth = CPUTimeGrowth(from: 1 << 12) {
      shape.make($0)
    } of: { text in
      _ = FormPairs(text).firstValue(named: "other")
      _ = FormPairs(text).values(named: "name")
    }
    #expect(growth.isLinear, "\(growth)")
  }

  @Test func `values of nested positions are made once`() {
    // Each level has a gap, so that it is found to be no array only after its elements have been looked at.
    let growth = CPUTimeGrowth(from: 8, doublings: 1) { depth in
      (1..<depth).map { "a" + String(repeating: "[0]", count: $0 - 1) + "[x]=1" }.joined(separator: "&")
    } of: { text in
      for _ in 0..<50 { _ = try? FormTree(text, of: "form") }
    }
    // Twice at each level would be 256 times as much.
    #expect(growth.costs[1].seconds < growth.costs[0].seconds * 40, "\(growth)")
  }
}
