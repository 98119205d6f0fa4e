import Foundation
import Testing

@testable import AfterglowContent

/// Types that would go on without end on a value that is never there.
@Suite(.timeLimit(.minutes(1))) struct HostileDecodingTests {
  /// A tree that is a leaf only where it says so.
  private final class Tree: Decodable {
    private enum Key: CodingKey { case leaf, left, right }
    let children: [Tree]

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: Key.self)
      if try container.decode(Bool.self, forKey: .leaf) {
        children = []
      } else {
        children = [
          try container.decode(Tree.self, forKey: .left), try container.decode(Tree.self, forKey: .right),
        ]
      }
    }
  }

  /// Reads numbers for as long as there are any.
  private struct Numbers: Decodable {
    var numbers: [Int] = []

    init(from decoder: any Decoder) throws {
      var container = try decoder.unkeyedContainer()
      while let number = try? container.decode(Int.self) { numbers.append(number) }
      guard numbers.count == 2 else { throw TestError() }
    }
  }

  @Test func `a recursive type whose end is missing is one failure`() throws {
    #expect(try FailureCollector.summary(Tree.self, "{}").first == "leaf missing")
    let text = #"{"leaf": false, "left": {"leaf": true}, "right": {"leaf": 1}}"#
    #expect(try FailureCollector.summary(Tree.self, text).contains("right.leaf bool_type"))
  }

  @Test func `a type that reads an array until that throws comes to an end`() throws {
    #expect(try !FailureCollector.summary(Numbers.self, "[1]").isEmpty)
    #expect(try !FailureCollector.summary(Numbers.self, "{}").isEmpty)
  }

  @Test func `a deep value of a recursive type is looked at to its bottom`() throws {
    struct Chain: Codable { var next: [Chain] }
    let depth = 60
    let text = String(repeating: #"{"next":["#, count: depth) + "1" + String(repeating: "]}", count: depth)
    let summary = try FailureCollector.summary(Chain.self, text)
    #expect(summary == [String(repeating: "next.[0].", count: depth).dropLast() + " dict_type"])
  }
}
