import AfterglowTesting
import Testing

@testable import Afterglow

/// RFC 9110, section 14.
@Suite struct ByteRangesTests {
  @Test(arguments: [
    ("bytes=0-0", 0..<1), ("bytes=0-499", 0..<500), ("bytes=500-999", 500..<1000),
    ("bytes=999-999", 999..<1000),
    ("bytes=990-", 990..<1000), ("bytes=-10", 990..<1000), ("bytes=-1", 999..<1000),
    ("bytes=900-5000", 900..<1000), ("bytes=-5000", 0..<1000), ("BYTES=0-1", 0..<2), ("bytes= 0-1 ,", 0..<2),
    ("bytes=0-99999999999999999999999", 0..<1000), ("bytes=-99999999999999999999999", 0..<1000),
    ("bytes=0-", 0..<1000), ("bytes=000-001", 0..<2),
  ])
  func `one part`(value: String, part: Range<Int>) {
    #expect(ByteRanges(value, of: 1000) == .parts([part]))
  }

  @Test(arguments: [
    ("bytes=0-1,3-4", [0..<2, 3..<5]), ("bytes=3-4, 0-1", [3..<5, 0..<2]),
    ("bytes=0-1,,\t5-,", [0..<2, 5..<10]),
    ("bytes=0-1,1-2", [0..<2, 1..<3]), ("bytes=0-0,-1", [0..<1, 9..<10]), ("bytes=0-1,20-30", [0..<2]),
  ])
  func `several parts, in the order asked for, without those that are not there`(
    value: String, parts: [Range<Int>]
  ) {
    #expect(ByteRanges(value, of: 10) == .parts(parts))
  }

  @Test(arguments: [
    "bytes=1000-", "bytes=1000-2000", "bytes=-0", "bytes=5000-,-0", "bytes=99999999999999999999999-",
  ])
  func `nothing that is there`(value: String) {
    #expect(ByteRanges(value, of: 1000) == .unsatisfiable)
  }

  @Test(arguments: [
    "", "bytes", "bytes=", "bytes=,", "bytes=-", "bytes=a-b", "bytes=1-0", "bytes=0-1,x", "bytes=0-1,5-4",
    "bytes=0-1-2", "bytes=--1", "bytes=+1-2", "bytes=0x1-2", "bytes=\u{0661}-\u{0662}", "bytes:0-1",
    "lines=0-1",
    "0-1", "bytes =0-1", "bytes=0 - 1",
  ])
  func `what is malformed or of another unit is passed over`(value: String) {
    #expect(ByteRanges(value, of: 1000) == .whole)
  }

  @Test func `without a field it is the whole`() {
    #expect(ByteRanges(nil, of: 1000) == .whole)
  }

  @Test func `of an empty file, a suffix is all of it and a position nothing`() {
    #expect(ByteRanges("bytes=-5", of: 0) == .whole)
    #expect(ByteRanges("bytes=0-", of: 0) == .unsatisfiable)
    #expect(ByteRanges("bytes=-0", of: 0) == .unsatisfiable)
  }

  @Test func `whatever is asked for, parts are within the file and no more than it`() {
    var random = SeededGenerator(seed: 14)
    var wrong: [String] = []
    var kinds: Set<String> = []
    for _ in 0..<3000 {
      let value = "bytes=" + Self.specifiers(&random).joined(separator: ",")
      let length = Int.random(in: 0...20, using: &random)
      switch ByteRanges(value, of: length) {
      case .whole: kinds.insert("whole")
      case .unsatisfiable: kinds.insert("unsatisfiable")
      case .parts(let parts):
        kinds.insert("parts")
        let areWithin = parts.allSatisfy { !$0.isEmpty && $0.lowerBound >= 0 && $0.upperBound <= length }
        let areFew =
          (1...ByteRanges.maxParts).contains(parts.count) && parts.map(\.count).reduce(0, +) <= length
        if !areWithin || !areFew { wrong.append("\(value) of \(length)") }
      }
    }
    #expect(wrong == [])
    #expect(kinds == ["whole", "unsatisfiable", "parts"])
  }

  /// Such as a client might send, and now and then one that none does.
  private static func specifiers(_ random: inout SeededGenerator) -> [String] {
    let ends = ["", "0", "1", "3", "9", "19", "20", "99999999999999999999"]
    return (0..<Int.random(in: 1...4, using: &random)).map { _ in
      let (first, last) = (ends.randomElement(using: &random) ?? "", ends.randomElement(using: &random) ?? "")
      return random.oneIn(20) ? "\(first)-\u{301}\(last)" : "\(first)-\(last)"
    }
  }

  @Test func `more parts than are worth it are answered with the whole`() {
    func asking(_ count: Int) -> String {
      "bytes=" + (0..<count).map { "\($0 * 2)-\($0 * 2)" }.joined(separator: ",")
    }
    guard case .parts(let parts) = ByteRanges(asking(ByteRanges.maxParts), of: 1_000_000) else {
      Issue.record("the most parts there may be")
      return
    }
    #expect(parts.count == ByteRanges.maxParts)
    #expect(ByteRanges(asking(ByteRanges.maxParts + 1), of: 1_000_000) == .whole)
    #expect(ByteRanges(asking(10_000), of: 1_000_000) == .whole)
  }

  @Test func `parts that come to more than the whole are answered with the whole`() {
    #expect(ByteRanges("bytes=0-,0-", of: 10) == .whole)
    #expect(ByteRanges("bytes=0-5,4-9", of: 10) == .whole)
  }
}
