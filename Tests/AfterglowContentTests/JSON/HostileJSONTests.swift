import AfterglowTesting
import Foundation
import Testing

@testable import AfterglowContent

/// Bodies that are made to cost more than their size.
@Suite(.serialized, .timeLimit(.minutes(5))) struct HostileJSONTests {
  /// A body of about as many bytes as are asked for.
  struct Shape: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let body: @Sendable (Int) -> [UInt8]

    init(_ name: String, _ body: @escaping @Sendable (Int) -> String) {
      testDescription = name
      self.body = { Array(body($0).utf8) }
    }

    static func repeating(_ name: String, _ piece: String, in frame: (String, String)) -> Shape {
      Shape(name) { size in
        let pieces = repeatElement(piece, count: max(1, size / (piece.utf8.count + 1)))
        return frame.0 + pieces.joined(separator: ",") + frame.1
      }
    }
  }

  static let shapes: [Shape] = [
    .repeating("empty objects in place of a text", "{}", in: (#"{"email":["#, "]}")),
    .repeating("wrong elements", "\"x\"", in: ("{\"numbers\":[", "]}")),
    .repeating("empty texts", "\"\"", in: ("{\"texts\":[", "]}")),
    .repeating("objects of one", "{\"\":0}", in: ("[", "]")),
    .repeating("arrays of one", "[0]", in: ("[", "]")),
    .repeating("nulls", "null", in: ("[", "]")),
    .repeating(
      "arrays in arrays", String(repeating: "[", count: 250) + String(repeating: "]", count: 250),
      in: ("[", "]")),
    .repeating(
      "empty objects under arrays", "{}",
      in: (String(repeating: "[", count: 250), String(repeating: "]", count: 250))),
    .repeating(
      "objects in objects",
      String(repeating: #"{"next":"#, count: 60) + "1" + String(repeating: "}", count: 60), in: ("[", "]")),
    .repeating("one name", "\"email\":1", in: ("{", "}")),
    .repeating("one name, empty", "\"\":{}", in: ("{", "}")),
    .repeating("cases that don't exist", "\"no\"", in: (#"{"levels":["#, "]}")),
    .repeating(
      "runs of marks", "\"a" + String(repeating: "\u{323}\u{301}", count: 15) + "\":1", in: ("{", "}")),
    .repeating("escapes", "\"\\u00e9\\ud83d\\ude00\\n\"", in: ("{\"texts\":[", "]}")),
    Shape("names") { size in "{" + (0..<size / 12).map { "\"n\($0)\":1" }.joined(separator: ",") + "}" },
    Shape("names under a dictionary") { size in
      "{\"scores\":{" + (0..<size / 12).map { "\"n\($0)\":\"x\"" }.joined(separator: ",") + "}}"
    },
    Shape("marks in a name") { size in "{\"" + String(repeating: "\u{323}\u{301}", count: size / 4) + "\":1}"
    },
    Shape("marks in a text") { size in
      "{\"level\":\"" + String(repeating: "\u{323}\u{301}", count: size / 4) + "\"}"
    },
    Shape("digits") { size in "{\"number\":" + String(repeating: "9", count: size) + "}" },
    Shape("digits behind the point") { size in "{\"number\":0." + String(repeating: "0", count: size) + "1}"
    },
    Shape("digits of the exponent") { size in "{\"number\":1e" + String(repeating: "9", count: size) + "}" },
    Shape("digits of a decimal") { size in "{\"decimal\":" + String(repeating: "7", count: size) + ".5}" },
    Shape("a text without an end") { size in "\"" + String(repeating: "é", count: size / 2) },
    Shape("brackets without an end") { size in String(repeating: "[", count: size) },
    Shape("spaces") { size in "[" + String(repeating: " \n", count: size / 2) + "1 2]" },
    Shape("a long text") { size in "{\"level\":\"" + String(repeating: "x", count: size) + "\"}" },
  ]

  @Test(arguments: shapes)
  func `reading or refusing a body takes time in proportion to its size`(shape: Shape) {
    let growth = CPUTimeGrowth(from: 8 * 1024, doublings: 2, shape.body) { body in
      _ = try? JSONContent.decode(JSONValue.self, fromBody: body)
      _ = try? JSONContent.decode(Typed.self, fromBody: body)
    }
    #expect(growth.isLinear, "\(growth)")
  }

  private static let tryingShapes = [
    "empty objects under arrays", "arrays in arrays", "objects in objects", "names",
  ]

  @Test(arguments: shapes.filter { tryingShapes.contains($0.testDescription) })
  func `so it does with a type that tries one thing after another`(shape: Shape) {
    let growth = CPUTimeGrowth(from: 1024, doublings: 2, shape.body) { body in
      _ = try? JSONContent.decode(Anything.self, fromBody: body)
      _ = try? JSONContent.decode([Lenient].self, fromBody: body)
    }
    #expect(growth.isLinear, "\(growth)")
  }

  // MARK: Memory

  /// What the guide page "Validation" says: so many bytes at most for each byte of the body.
  private static let bounds = (reading: 12, value: 40)

  @Test func `a body takes memory in proportion to its size, whatever its shape`() async {
    // In a process of its own, since a peak is the whole process's.
    await #expect(processExitsWith: .success) {
      let bounds = HostileJSONTests.bounds
      for shape in HostileJSONTests.shapes {
        let body = shape.body(1 << 16)
        let reading = PeakMemory.bytes { _ = JSONContent.isJSON(body) } / body.count
        let typed = PeakMemory.bytes { _ = try? JSONContent.decode(Numbers.self, fromBody: body) }
        let value = PeakMemory.bytes { _ = try? JSONContent.decode(JSONValue.self, fromBody: body) }
        #expect(reading <= bounds.reading, "\(shape)")
        #expect(typed / body.count <= bounds.reading * 2, "\(shape)")
        #expect(value / body.count <= bounds.reading + bounds.value, "\(shape)")
      }
    }
  }

  private struct Numbers: Codable {
    var email: String
    var numbers: [Int]
  }
}

// MARK: - What is read

private enum Level: String, Codable { case low, high }

private struct Typed: Codable {
  var email: String?
  var numbers: [Int]?
  var texts: [String]?
  var levels: [Level]?
  var level: Level?
  var number: Double?
  var decimal: Decimal?
  var scores: [String: Int]?
  var required: Int
}

/// Tries one type after another, as types of one's own do.
private indirect enum Anything: Decodable {
  case null
  case bool(Bool)
  case integer(Int)
  case number(Double)
  case text(String)
  case array([Anything])
  case object([String: Anything])

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Int.self) {
      self = .integer(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode([Anything].self) {
      self = .array(value)
    } else if let value = try? container.decode([String: Anything].self) {
      self = .object(value)
    } else {
      self = .text(try container.decode(String.self))
    }
  }
}

/// Asks where it is when it isn't what it should be.
private struct Lenient: Decodable {
  var level: Level?
  init(from decoder: any Decoder) throws {
    level = try? Level(from: decoder)
    if level == nil { _ = decoder.codingPath.count }
  }
}
