import Afterglow
import AfterglowTesting
import Foundation
import HTTPTypes
import Testing

@Suite struct PathScalarTests {
  /// What a handler gets of a segment, or the status that the client gets instead.
  private func value<Scalar: PathScalar>(_ type: Scalar.Type, _ segment: String) async throws -> String {
    let app = Application()
    app.get("/{value}") { (value: Scalar) in "\(value)" }
    let exchange = try await InProcessClient(app).get("/\(segment)")
    return exchange.status == .ok ? exchange.text : "\(exchange.status.code)"
  }

  @Test func `integers of every size take their whole range and nothing beyond`() async throws {
    try await checkRange(Int.self)
    try await checkRange(Int8.self)
    try await checkRange(Int16.self)
    try await checkRange(Int32.self)
    try await checkRange(Int64.self)
    try await checkRange(UInt.self)
    try await checkRange(UInt8.self)
    try await checkRange(UInt16.self)
    try await checkRange(UInt32.self)
    try await checkRange(UInt64.self)
  }

  private func checkRange<Number: PathScalar & FixedWidthInteger>(_ type: Number.Type) async throws {
    #expect(try await value(type, "\(Number.min)") == "\(Number.min)")
    #expect(try await value(type, "\(Number.max)") == "\(Number.max)")
    #expect(try await value(type, "\(Int128(Number.max) + 1)") == "400")
    #expect(try await value(type, "\(Int128(Number.min) - 1)") == "400")
  }

  @Test(arguments: [
    "x", "1.0", "1e3", "0x1", "1%20", "%201", "--1", "-", "1_000", "٣", "1%2C000", "+1", "007", "-0",
  ])
  func `what is no integer is a 400`(segment: String) async throws {
    #expect(try await value(Int.self, segment) == "400")
    #expect(try await value(UInt.self, segment) == "400")
  }

  @Test func `a negative number is no UInt`() async throws {
    #expect(try await value(UInt.self, "-1") == "400")
    #expect(try await value(Int.self, "-1") == "-1")
  }

  @Test func `a bool is true or false`() async throws {
    #expect(try await value(Bool.self, "true") == "true")
    #expect(try await value(Bool.self, "false") == "false")
    for other in ["True", "1", "0", "yes", "t"] { #expect(try await value(Bool.self, other) == "400") }
  }

  @Test func `a floating-point number is decimal, with or without an exponent`() async throws {
    #expect(try await value(Double.self, "1") == "1.0")
    #expect(try await value(Double.self, "-1.5e3") == "-1500.0")
    #expect(try await value(Float.self, "0.5") == "0.5")
    for other in ["x", "1,5", "1.5%20", "1e", "0x1p3", "+1", "01"] {
      #expect(try await value(Double.self, other) == "400")
    }
  }

  @Test(arguments: ["nan", "NaN", "inf", "-inf", "infinity", "nan(0x1)", "1e999", "-1e999"])
  func `what is no finite number is a 400`(segment: String) async throws {
    #expect(try await value(Double.self, segment) == "400")
    #expect(try await value(Float.self, segment) == "400")
  }

  @Test func `a number beyond the type's range is a 400`() async throws {
    #expect(try await value(Double.self, "1e39") == "1e+39")
    #expect(try await value(Float.self, "1e39") == "400")
  }

  @Test(
    arguments: [
      ("2026-11-23", 1_795_392_000), ("2026-11-23T05:00:00Z", 1_795_410_000),
      ("2026-11-23T05:00:00.250Z", 1_795_410_000.25), ("2024-02-29", 1_709_164_800),
      ("2026-11-23T05:00:00.002Z", 1_795_410_000.002), ("2026-11-23T05:00:00.678Z", 1_795_410_000.678),
      ("2026-11-23T06:00:00+01:00", 1_795_410_000),
    ])
  func `a date is a day, a second or a millisecond`(segment: String, time: Double) async throws {
    let app = Application()
    app.get("/{date}") { (date: Date) in "\((date.timeIntervalSince1970 * 1000).rounded())" }
    #expect(try await InProcessClient(app).get("/\(segment)").text == "\((time * 1000).rounded())")
  }

  @Test(
    arguments: [
      "x", "2026-02-30", "2025-02-29", "2026-13-01", "2026-1-1", "2026-11-23x", "20261123",
      "2026-11-23T25:00:00Z",
      "2026-11-23T05:00:00", "2026-11-23T05:00:00Zx", "-2026-11-23", "2026-11-23%20",
    ])
  func `what is no date is a 400`(segment: String) async throws {
    #expect(try await value(Date.self, segment) == "400")
  }

  @Test func `a type that a text describes binds without members of its own`() async throws {
    #expect(try await value(Slug.self, "abc") == "abc")
    #expect(try await value(Slug.self, "ABC") == "400")
  }

  @Test func `a type of raw values binds to them, and the answer lists its cases`() async throws {
    #expect(try await value(Level.self, "high") == "high")
    #expect(try await value(Priority.self, "2") == "second")
    #expect(try await value(Priority.self, "3") == "400")
    let app = Application()
    app.get("/{level}") { (level: Level) in "\(level)" }
    let exchange = try await InProcessClient(app).get("/middle")
    #expect(exchange.text.contains("Input should be 'low' or 'high'"))
    #expect(exchange.text.contains(#""type":"enum""#))
  }

  @Test func `a UUID is in its usual form, in either case`() async throws {
    let text = "E621E1F8-C36C-495A-93FC-0C247A3E6E5F"
    #expect(try await value(UUID.self, text) == text)
    #expect(try await value(UUID.self, text.lowercased()) == text)
    for other in [String(text.dropLast()), text + "0", "{\(text)}", text.replacing("-", with: ""), "x"] {
      #expect(try await value(UUID.self, other) == "400")
    }
  }

  @Test func `a string is the decoded segment`() async throws {
    #expect(try await value(String.self, "a%20%2F%C3%BC+") == "a /ü+")
  }

  @Test(
    arguments: [
      ("/int/x", "int_type", "integer"), ("/bool/x", "bool_type", "boolean"),
      ("/float/x", "float_type", "number"),
      ("/uuid/x", "uuid_type", "UUID"), ("/color/x", "color_type", "color"),
    ])
  func `the answer names the segment, what it should be, and what it was`(
    path: String, type: String, name: String
  ) async throws {
    let app = Application()
    app.get("/int/{value}") { (value: Int8) in "a" }
    app.get("/bool/{value}") { (value: Bool) in "a" }
    app.get("/float/{value}") { (value: Float) in "a" }
    app.get("/uuid/{value}") { (value: UUID) in "a" }
    app.get("/color/{value}") { (value: Color) in "a" }
    let exchange = try await InProcessClient(app).get(path)
    #expect(exchange.status == .badRequest)
    #expect(
      exchange.text == """
        {"detail":"Validation failed for \(path) with method GET.","errors":[{"input":"x","loc":["value"],\
        "msg":"Input should be a valid \(name)","type":"\(type)"}]}
        """)
  }

  @Test func `a type of one's own binds to a segment`() async throws {
    #expect(try await value(Color.self, "red") == "red")
  }
}

private enum Color: String, PathScalar {
  case red

  static var pathScalarName: String { "color" }

  init?(pathSegment: String) { self.init(rawValue: pathSegment) }
}

private struct Slug: LosslessStringConvertible, PathScalar {
  let description: String

  init?(_ description: String) {
    guard description.utf8.allSatisfy({ (0x61...0x7A).contains($0) }) else { return nil }
    self.description = description
  }
}

private enum Level: String, CaseIterable, PathScalar { case low, high }

private enum Priority: Int, PathScalar { case first = 1, second }
