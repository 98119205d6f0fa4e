import AfterglowTesting
import Testing

@testable import FastCGI

/// What an application sends, written by the test kit's records.
struct ClientResponseTests {
  private typealias Record = AfterglowTesting.Record

  private let answer: [UInt8] = [
    Record(type: .stdout, requestID: 1, content: Array("Status: 2".utf8), padding: 7),
    Record(type: .stderr, requestID: 1, content: Array("a warning".utf8)),
    Record(type: .unknownType, requestID: 0),
    Record(type: .stdout, requestID: 1, content: Array("00 OK".utf8)),
    Record(type: .stdout, requestID: 1),
    .endRequest(requestID: 1, protocolStatus: .overloaded),
  ].flatMap(\.encoded)

  @Test(arguments: [1, 3, 8, 1_000])
  func `pieces of any size make the same response`(size: Int) throws {
    var response = ClientResponse()
    for start in stride(from: 0, to: answer.count, by: size) {
      #expect(!response.isComplete)
      try response.append(answer[start..<min(start + size, answer.count)])
    }
    #expect(String(decoding: response.beginning, as: UTF8.self) == "Status: 200 OK")
    #expect(response.protocolStatus == ProtocolStatus.overloaded.rawValue)
  }

  @Test func `what comes after the end is not read`() throws {
    var response = ClientResponse()
    try response.append(answer + Array("no record".utf8))
    #expect(response.isComplete)
  }

  @Test func `an end record that is cut short is an end`() throws {
    var response = ClientResponse()
    try response.append(Record(type: .endRequest, requestID: 1).encoded)
    #expect(response.protocolStatus == 0)
  }

  @Test func `only the beginning of a long response is kept`() throws {
    var response = ClientResponse()
    let piece = Record(type: .stdout, requestID: 1, content: Array(repeating: 1, count: 65_000)).encoded
    for _ in 1...3 { try response.append(piece) }
    #expect(response.beginning.count == ClientResponse.longestBeginning)
  }

  @Test func `bytes that are no records are an error`() {
    var response = ClientResponse()
    #expect(throws: NotFastCGI(version: UInt8(ascii: "H"))) {
      try response.append("HTTP/1.1 400 Bad Request".utf8)
    }
  }
}
