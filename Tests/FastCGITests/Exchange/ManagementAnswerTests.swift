import AfterglowTesting
import Testing

@testable import FastCGI

/// What a web server is told that asks.
@Suite struct ManagementAnswerTests {
  private let answer = ManagementAnswer(capacity: ServerCapacity(connections: 300, requests: 12))

  @Test func `each known name is answered from what the server has`() throws {
    #expect(
      try values(of: ["FCGI_MAX_CONNS", "FCGI_MAX_REQS", "FCGI_MPXS_CONNS"])
        == [
          ("FCGI_MAX_CONNS", "300"), ("FCGI_MAX_REQS", "12"), ("FCGI_MPXS_CONNS", "0"),
        ].map(Pair.init))
  }

  @Test func `a name is answered once, in the order of the question, and an unknown one not at all`() throws {
    let names = ["FCGI_MPXS_CONNS", "FCGI_OTHER", "", "FCGI_MAX_REQS"]
    #expect(
      try values(of: (0..<3000).map { names[$0 % names.count] })
        == [
          ("FCGI_MPXS_CONNS", "0"), ("FCGI_MAX_REQS", "12"),
        ].map(Pair.init))
  }

  @Test(
    arguments: [
      [0x0E], [0x0E, 0x00, 0x46], [0x80], [0x80, 0, 0], [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1],
      [0x00, 0x05, 1], [0x00],
    ] as [[UInt8]])
  func `pairs that aren't whole are passed over`(bytes: [UInt8]) throws {
    let known = NameValuePair(name: "FCGI_MAX_REQS", value: "").encoded
    let record = try #require(answer.record(to: 9, content: (known + bytes)[...]))
    #expect(try pairs(of: record) == [Pair("FCGI_MAX_REQS", "12")])
  }

  @Test func `no question gets an empty answer`() throws {
    let record = try #require(answer.record(to: 9, content: []))
    #expect(record == [1, 10, 0, 0, 0, 0, 0, 0])
  }

  @Test func `another type is answered as unknown, but for that answer itself`() {
    #expect(
      answer.record(to: 77, content: [1, 2]) == [1, 11, 0, 0, 0, 8, 0, 0] + [77, 0, 0, 0, 0, 0, 0, 0])
    #expect(answer.record(to: 11, content: [1, 2]) == nil)
  }

  private struct Pair: Equatable {
    let name: String
    let value: String

    init(_ name: String, _ value: String) { (self.name, self.value) = (name, value) }
  }

  private func values(of names: [String]) throws -> [Pair] {
    let question = names.flatMap { NameValuePair(name: $0, value: "").encoded }
    return try pairs(of: try #require(answer.record(to: 9, content: question[...])))
  }

  /// The pairs of a record of type 10, which has to be as long as it says.
  private func pairs(of record: [UInt8]) throws -> [Pair] {
    let (length, padding) = (Int(record[4]) << 8 | Int(record[5]), Int(record[6]))
    try #require(record.count == 8 + length + padding)
    #expect(Array(record[..<4]) == [1, 10, 0, 0])
    #expect(record.count % 8 == 0)
    var pairs: [Pair] = []
    var rest = record[8..<(8 + length)]
    while let name = rest.popFirst(), let value = rest.popFirst() {
      pairs.append(
        Pair(
          String(decoding: rest.prefix(Int(name)), as: UTF8.self),
          String(decoding: rest.dropFirst(Int(name)).prefix(Int(value)), as: UTF8.self)))
      rest = rest.dropFirst(Int(name) + Int(value))
    }
    return pairs
  }
}
