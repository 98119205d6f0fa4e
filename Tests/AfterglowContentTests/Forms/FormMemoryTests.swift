import AfterglowTesting
import Testing

@testable import AfterglowContent

/// Forms and queries take memory in proportion to their size, whatever their shape.
@Suite(.serialized, .timeLimit(.minutes(5))) struct FormMemoryTests {
  private static func pairs(_ pair: (Int) -> String) -> String {
    (0..<FormFields.limit).map(pair).joined(separator: "&")
  }

  private static func deep(_ step: (Int) -> String) -> String { (1..<FormName.depthLimit).map(step).joined() }

  /// Forms that are small beside what they could become, with as many names, values and levels as are taken.
  private static let shapes: [(name: String, form: String)] = [
    ("one long value", "name=" + String(repeating: "x", count: 1 << 18)),
    ("one value of escapes", "name=" + String(repeating: "%C3%BC+", count: 1 << 15)),
    ("one long name", String(repeating: "x", count: 1 << 18) + "=1"),
    ("empty values of one name", pairs { _ in "a" }),
    ("empty names", pairs { _ in "=" }),
    ("names", pairs { "\($0)" }),
    ("values of a list", pairs { _ in "list[]=1" }),
    ("positions", pairs { "list[\($0)]" }),
    ("long positions", pairs { "list[\(1 << 60 + $0)]" }),
    ("objects of one", pairs { "\($0)[a]" }),
    ("deep names", pairs { "\($0)" + deep { _ in "[]" } + "[]" }),
    ("deep names of letters", pairs { "\($0)" + deep { _ in "[a]" } }),
    ("deep names that are all different", pairs { number in "\(number)" + deep { "[\(number * 16 + $0)]" } }),
    ("deep names with a common beginning", pairs { number in "a" + deep { _ in "[0]" } + "[\(number)]" }),
    ("a name that is too deep", "a" + String(repeating: "[]", count: 1 << 17) + "[a]"),
    ("too many names", String(repeating: "a&", count: 1 << 17)),
    ("ampersands", String(repeating: "&", count: 1 << 18)),
  ]

  /// What the guide page "Validation" says: so many bytes at most for each byte of the form, and in all.
  private static let byteLimit = 80
  private static func limit(forSize size: Int) -> Int { 3 * size + 3 << 20 }

  @Test func `a form takes memory in proportion to its size, whatever its shape`() async throws {
    // In a process of its own, since a peak is the whole process's.
    let result = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
      for (name, form) in FormMemoryTests.shapes {
        let looking = PeakMemory.bytes { _ = FormPairs(form).values(named: "x") }
        let typed = PeakMemory.bytes { _ = try? FormContent.decode(Typed.self, from: form, of: "form") }
        let value = PeakMemory.bytes { _ = try? FormContent.decode(JSONValue.self, from: form, of: "form") }
        print("measured", form.utf8.count, looking, typed, value, name)
      }
    }
    let output = String(decoding: try #require(result).standardOutputContent, as: UTF8.self)
    let lines = output.split(separator: "\n").filter { $0.hasPrefix("measured") }
    #expect(lines.count == Self.shapes.count)
    for line in lines {
      let figures = line.split(separator: " ").compactMap { Int($0) }
      let peak = figures.dropFirst().max() ?? .max
      #expect(peak <= figures[0] * Self.byteLimit, "\(line)")
      #expect(peak <= Self.limit(forSize: figures[0]), "\(line)")
    }
  }
}

private struct Typed: Decodable {
  var name: String?
  var list: [String]?
  var required: Int
}
