import AfterglowTesting
import Foundation
import Testing

@testable import AfterglowContent

/// Thousands of values, valid and invalid, always the same ones.
@Suite struct GeneratedValueTests {
  private enum Level: String, Codable, CaseIterable { case low, high }
  private enum Color: String, Codable { case red, green }

  private struct Leaf: Codable {
    var id: Int
    var level: Level
    var color: Color?
    var at: Date?
  }

  private struct Branch: Codable {
    var name: String
    var leaves: [Leaf]
    var byName: [String: Leaf]
    var ratio: Double?
    var only: Leaf?
    var matrix: [[Int8]]
  }

  private static let values: [JSONValue] = {
    var generator = SeededGenerator(seed: 20_261_123)
    return (0..<2000).map { _ in branch(&generator) }
  }()

  @Test func `a value is valid when JSONDecoder says so, and every other one yields a failure`() async throws
  {
    var valid = 0
    for value in Self.values {
      await Task.yield()
      let failures = try FailureCollector.failures(decoding: Branch.self, from: value)
      let isValid = Self.decodes(value)
      if isValid { valid += 1 }
      #expect(failures.isEmpty == isValid, "\(value)")
    }
    // Otherwise there would be nothing to tell apart.
    #expect((200..<1800).contains(valid))
  }

  @Test func `no failure is reported twice`() async throws {
    for value in Self.values {
      await Task.yield()
      let summaries = try FailureCollector.failures(decoding: Branch.self, from: value).map(\.summary)
      #expect(Set(summaries).count == summaries.count, "\(value)")
    }
  }

  private static func decodes(_ value: JSONValue) -> Bool {
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .iso8601
    do {
      _ = try decoder.decode(Branch.self, from: JSONEncoder().encode(value))
      return true
    } catch {
      return false
    }
  }

  // MARK: Values that are mostly right

  private static func branch(_ generator: inout SeededGenerator) -> JSONValue {
    object(
      &generator,
      [
        "name": { .string("n\($0.next() % 10)") }, "leaves": { array(&$0, leaf) },
        "byName": { .object(["7": leaf(&$0), "b": leaf(&$0)]) },
        "ratio": { .number(Double($0.next() % 100) / 4) },
        "only": leaf, "matrix": { array(&$0) { array(&$0) { .integer(.init($0.next() % 128)) } } },
      ])
  }

  private static func leaf(_ generator: inout SeededGenerator) -> JSONValue {
    object(
      &generator,
      [
        "id": { .integer(.init($0.next() % 1000)) },
        "level": { .string($0.next().isMultiple(of: 2) ? "low" : "high") },
        "color": { _ in .string("red") }, "at": { _ in .string("2026-11-23T05:00:00Z") },
      ])
  }

  private typealias Make = (inout SeededGenerator) -> JSONValue

  private static func object(_ generator: inout SeededGenerator, _ members: [String: Make]) -> JSONValue {
    var object: [String: JSONValue] = [:]
    // In an order that is the same in every run.
    for (name, make) in members.sorted(by: { $0.key < $1.key }) where !generator.oneIn(120) {
      object[name] = generator.oneIn(100) ? anything(&generator) : make(&generator)
    }
    return .object(object)
  }

  private static func array(_ generator: inout SeededGenerator, _ make: Make) -> JSONValue {
    .array(
      (0..<generator.next() % 4).map { _ in generator.oneIn(150) ? anything(&generator) : make(&generator) })
  }

  private static func anything(_ generator: inout SeededGenerator) -> JSONValue {
    switch generator.next() % 10 {
    case 0: .null
    case 1: .bool(true)
    case 2: .integer(.init(generator.next() >> 8))
    case 3: .number(Double(generator.next()) * 1e280)
    case 4: .number(1.5)
    case 5: .string("x")
    case 6: .string("")
    case 7: .array([.null, .integer(1)])
    case 8: .object([:])
    default: leaf(&generator)
    }
  }
}
