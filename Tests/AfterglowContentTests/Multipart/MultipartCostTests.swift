import AfterglowTesting
import Testing

@testable import AfterglowContent

/// Multipart bodies of every shape are read or refused in a time that grows with their size.
@Suite(.serialized) struct MultipartCostTests {
  struct Shape: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var boundary = "b"
    /// How large the pieces are in which the body comes.
    var piece = 1 << 16
    let make: @Sendable (Int) -> String
  }

  private static func repeated(_ text: String, _ size: Int) -> String {
    String(repeating: text, count: size / text.utf8.count)
  }

  private static func part(_ disposition: String, _ content: String, headers: String = "") -> String {
    "--b\r\nContent-Disposition: form-data; \(disposition)\r\n\(headers)\r\n\(content)\r\n"
  }

  private static let longBoundary = String(repeating: "-", count: 69) + "b"

  static let shapes = [
    Shape(testDescription: "one long content") { part("name=a", repeated("x", $0)) + "--b--" },
    Shape(testDescription: "one long content in small pieces", piece: 7) {
      part("name=a", repeated("x", $0)) + "--b--"
    },
    Shape(testDescription: "carriage returns") { part("name=a", repeated("\r", $0)) + "--b--" },
    Shape(testDescription: "line ends") { part("name=a", repeated("\r\n", $0)) + "--b--" },
    Shape(testDescription: "beginnings of a long boundary", boundary: longBoundary) {
      "--\(longBoundary)\r\nContent-Disposition: form-data; name=a\r\n\r\n"
        + repeated("\r\n--" + longBoundary.dropLast(), $0)
    },
    Shape(testDescription: "thousands of parts") { repeated(part("name=a", ""), $0) + "--b--" },
    Shape(testDescription: "a long preamble") { repeated("\r\n--", $0) + part("name=a", "") + "--b--" },
    Shape(testDescription: "padding behind a boundary") { "--b" + repeated(" \t", $0) },
    Shape(testDescription: "one huge head line, a byte at a time", piece: 1) {
      "--b\r\nX: " + repeated("x", $0)
    },
    Shape(testDescription: "thousands of head lines") {
      part("name=a", "", headers: repeated("X: y\r\n", $0)) + "--b--"
    },
    Shape(testDescription: "thousands of dispositions") {
      part("name=a", "", headers: repeated("Content-Disposition: form-data\r\n", $0)) + "--b--"
    },
    Shape(testDescription: "thousands of parameters in a head") { size in
      part("name=a" + (0..<(size / 8)).map { "; p\($0)=1" }.joined(), "") + "--b--"
    },
    Shape(testDescription: "semicolons in a head") { part("name=a" + repeated(";", $0), "") + "--b--" },
    Shape(testDescription: "a parameter's name of disordered marks") {
      part("name=a; a" + repeated("\u{301}\u{323}", $0) + "=1", "") + "--b--"
    },
    Shape(testDescription: "a transfer encoding of disordered marks") {
      part("name=a", "", headers: "Content-Transfer-Encoding: 7" + repeated("\u{301}\u{323}", $0) + "\r\n")
        + "--b--"
    },
    Shape(testDescription: "a disposition of disordered marks") {
      "--b\r\nContent-Disposition: form-data" + repeated("\u{301}\u{323}", $0) + "; name=a\r\n\r\n\r\n--b--"
    },
    Shape(testDescription: "a file's name of escapes and marks") {
      part("name=a; filename=\"" + repeated("%22\u{301}\u{323}", $0) + "\"", "") + "--b--"
    },
    Shape(testDescription: "a quoted name of backslashes") {
      part("name=\"" + repeated("\\", $0) + "\"", "") + "--b--"
    },
  ]

  /// Without limits, so that it is the shape that decides.
  private static let noLimits = MultipartLimits(maxParts: .max, maxPartHeadSize: .max)

  static func read(_ body: [UInt8], _ shape: Shape, limits: MultipartLimits) throws {
    let contentType = "multipart/form-data; boundary=\"\(shape.boundary)\""
    var parser = MultipartParser(boundary: try MultipartBoundary(contentType: contentType), limits: limits)
    var rest = body[...]
    while !rest.isEmpty {
      _ = try parser.parse(Array(rest.prefix(shape.piece)))
      rest = rest.dropFirst(shape.piece)
    }
    try parser.finish()
  }

  @Test(arguments: shapes) func `twice the body costs twice the time`(shape: Shape) {
    let growth = CPUTimeGrowth(from: shape.piece == 1 ? 1 << 10 : 1 << 12) {
      Array(shape.make($0).utf8)
    } of: { body in
      try? Self.read(body, shape, limits: Self.noLimits)
    }
    #expect(growth.isLinear, "\(growth)")
  }
}
