import Testing

@testable import FastCGI

struct ClientResponseTests {
  private let answer: [UInt8] = [
    Record(type: .stdout, requestID: 1, content: Array("Status: 2".utf8), padding: 7),
    Record(type: .stderr, requestID: 1, content: Array("a warning".utf8)),
    Record(type: .unknownType, requestID: 0),
    Record(type: .stdout, requestID: 1, content: Array("00 OK".utf8)),
    Record(type: .stdout, requestID: 1),
    .endRequest(requestID: 1, appStatus: 7, protocolStatus: .overloaded),
  ].flatMap(\.encoded)

  @Test(arguments: [1, 3, 8, 1_000])
  func `pieces of any size make the same response`(size: Int) throws {
    var response = ClientResponse()
    for start in stride(from: 0, to: answer.count, by: size) {
      #expect(!response.isComplete)
      try response.append(answer[start..<min(start + size, answer.count)])
    }
    #expect(String(decoding: response.stdout, as: UTF8.self) == "Status: 200 OK")
    #expect(String(decoding: response.stderr, as: UTF8.self) == "a warning")
    #expect(response.appStatus == 7)
    #expect(response.protocolStatus == .overloaded)
  }

  @Test func `what comes after the end is not read`() throws {
    var response = ClientResponse()
    try response.append(answer + Array("no record".utf8))
    #expect(response.isComplete)
  }

  @Test(
    arguments: [
      Record(type: .endRequest, requestID: 1),
      Record(type: .endRequest, requestID: 1, content: [0, 0, 0, 0]),
      Record(type: .stdin, requestID: 1), Record(type: .stdout, requestID: 2),
      Record(type: RecordType(rawValue: 200), requestID: 1),
    ])
  func `a record that has no place in a response is an error that names it`(record: Record) {
    var response = ClientResponse()
    #expect(
      throws: ClientResponse.UnexpectedRecord(
        expected: "STDOUT, STDERR or END_REQUEST of request 1", received: "\(record)")
    ) { try response.append(record.encoded) }
  }

  @Test func `past the limit the streams of a long response are not kept`() throws {
    var response = ClientResponse(limit: 100_000)
    for type in [RecordType.stdout, .stderr] {
      let piece = Record(type: type, requestID: 1, content: Array(repeating: 1, count: 65_000)).encoded
      for _ in 1...3 { try response.append(piece) }
    }
    #expect(response.stdout.count == 100_000)
    #expect(response.stderr.count == 100_000)
  }

  @Test func `bytes that are no records are an error`() {
    var response = ClientResponse()
    let error = #expect(throws: RecordDecoder.UnknownVersion.self) {
      try response.append("HTTP/1.1 400 Bad Request".utf8)
    }
    #expect(error?.version == UInt8(ascii: "H"))
  }
}
