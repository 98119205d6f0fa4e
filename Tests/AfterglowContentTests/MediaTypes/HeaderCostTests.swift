import AfterglowTesting
import Testing

@testable import AfterglowContent

/// Media types and header parameters of every shape are read or refused in a time that grows with their size.
@Suite(.serialized) struct HeaderCostTests {
  struct Shape: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let make: @Sendable (Int) -> String
  }

  private static func repeated(_ text: String, _ size: Int) -> String {
    String(repeating: text, count: size / text.utf8.count)
  }

  static let shapes = [
    Shape(testDescription: "a long type") { repeated("x", $0) + "/y" },
    Shape(testDescription: "a type of disordered marks") {
      "application/json" + repeated("\u{301}\u{323}", $0)
    },
    Shape(testDescription: "slashes") { repeated("/", $0) },
    Shape(testDescription: "semicolons") { "a/b" + repeated(";", $0) },
    Shape(testDescription: "spaces") { "a/b" + repeated(" ", $0) + ";" + repeated(" ", $0) + "c" },
    Shape(testDescription: "many parameters") { "a/b" + repeated(";a=1", $0) },
    Shape(testDescription: "many parameters of different names") { size in
      "a/b" + (0..<(size / 8)).map { ";p\($0)=1" }.joined()
    },
    Shape(testDescription: "a parameter's name of disordered marks") {
      "a/b;a" + repeated("\u{301}\u{323}", $0) + "=1"
    },
    Shape(testDescription: "a character set of disordered marks") {
      "a/b;charset=utf-8" + repeated("\u{301}\u{323}", $0)
    },
    Shape(testDescription: "a quoted value of backslashes") { "a/b;a=\"" + repeated("\\", $0) + "\"" },
  ]

  @Test(arguments: shapes) func `twice the value costs twice the time`(shape: Shape) {
    let growth = CPUTimeGrowth(from: 1 << 12) {
      shape.make($0)
    } of: { text in
      let type = MediaType(text)
      _ = (type?.isJSON, type?.isForm, type?.isUTF8, type?.isASCII, type?.boundary)
      let parameters = HeaderParameters(text)
      _ = (parameters?.hasDuplicates, parameters?["name"])
    }
    #expect(growth.isLinear, "\(growth)")
  }

  @Test func `names of parameters are compared by their code points`() throws {
    let parameters = try #require(HeaderParameters("x; \u{E9}=1; e\u{301}=2"))
    #expect(!parameters.hasDuplicates)
    #expect(parameters["e\u{301}"] == "2")
    #expect(MediaType("application/json\u{301}") == nil)
  }
}
