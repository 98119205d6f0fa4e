import AfterglowTesting
import Testing

@testable import AfterglowContent

/// Forms and queries take memory in proportion to their size, whatever their shape.
@Suite(.serialized, .timeLimit(.minutes(5))) struct FormMemoryTests {
  private static func pairs(_ count: Int = FormFields.limit / 4, _ pair: (Int) -> String) -> String {
    (0..<count).map(pair).joined(separator: "&")
  }

  private static func deep(_ step: (Int) -> String) -> String { (1..<FormName.depthLimit).map(step).joined() }

  /// Forms that are small beside what they could become, with as many names, values and levels as are taken.
  private static let shapes: [(name: String, form: String)] = [
    ("one long value", "name=" + String(repeating: "x", count: 1 << 15)),
    ("one value of escapes", "name=" + String(repeating: "%C3%BC+", count: 1 << 12)),
    ("one long name", String(repeating: "x", count: 1 << 15) + "=1"),
    ("empty values of one name", pairs { _ in "a" }),
    ("empty names", pairs { _ in "=" }),
    ("names", pairs { "\($0)" }),
    ("values of a list", pairs { _ in "list[]=1" }),
    ("positions", pairs { "list[\($0)]" }),
    ("long positions", pairs { "list[\(1 << 60 + $0)]" }),
    ("objects of one", pairs { "\($0)[a]" }),
    ("deep names", pairs { "\($0)" + deep { _ in "[]" } + "[]" }),
    ("deep names of letters", pairs { "\($0)" + deep { _ in "[a]" } }),
    (
      "as many deep names as are taken",
      pairs(FormFields.limit) { number in "\(number)" + deep { "[\(number * 16 + $0)]" } }
    ),
    ("deep names with a common beginning", pairs { number in "a" + deep { _ in "[0]" } + "[\(number)]" }),
    ("a name that is too deep", "a" + String(repeating: "[]", count: 1 << 15) + "[a]"),
    ("too many names", String(repeating: "a&", count: 1 << 15)),
    ("ampersands", String(repeating: "&", count: 1 << 15)),
  ]

  /// What the guide page "Validation" says: so many bytes at most for each byte of the form, and in all.
  private static let byteLimit = 120
  private static func limit(forSize size: Int) -> Int { 3 * size + 4 << 20 }

  @Test func `a form takes memory in proportion to its size, whatever its shape`() async {
    // In a process of its own, since a peak is the whole process's.
    await #expect(processExitsWith: .success) {
      for (name, form) in FormMemoryTests.shapes {
        let peaks = [
          PeakMemory.bytes { _ = FormPairs(form).values(named: "x") },
          PeakMemory.bytes { _ = try? FormContent.decode(Typed.self, from: form, of: "form") },
          PeakMemory.bytes { _ = try? FormContent.decode(JSONValue.self, from: form, of: "form") },
        ]
        let size = form.utf8.count
        for peak in peaks {
          #expect(peak <= size * FormMemoryTests.byteLimit, "\(name), \(size) bytes: \(peaks)")
          #expect(peak <= FormMemoryTests.limit(forSize: size), "\(name), \(size) bytes: \(peaks)")
        }
      }
    }
  }
}

private struct Typed: Decodable {
  var name: String?
  var list: [String]?
  var required: Int
}
