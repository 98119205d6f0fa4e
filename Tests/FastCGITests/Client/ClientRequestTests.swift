import Testing

@testable import FastCGI

struct ClientRequestTests {
  private func records(in bytes: [UInt8]) throws -> [Record] {
    var decoder = RecordDecoder()
    decoder.append(bytes)
    var records: [Record] = []
    while let record = try decoder.next() { records.append(record) }
    #expect(decoder.bufferedByteCount == 0)
    return records
  }

  @Test func `a request without a body asks a responder and lets it close the connection`() throws {
    let records = try records(in: ClientRequest(params: [("REQUEST_METHOD", "GET")]).withoutBody)
    #expect(records.first == .beginRequest(requestID: 1, role: .responder, keepConnection: false))
    #expect(records.map(\.type) == [.beginRequest, .params, .params, .stdin])
    #expect(records.suffix(2).allSatisfy { $0.content.isEmpty })
  }

  @Test func `the head of another request has its id and asks for keep-conn`() throws {
    let request = ClientRequest(params: [("A", "1")], requestID: 258, keepConnection: true)
    let records = try records(in: request.head)
    #expect(records.first == .beginRequest(requestID: 258, role: .responder, keepConnection: true))
    #expect(records.map(\.type) == [.beginRequest, .params, .params])
    #expect(records.allSatisfy { $0.requestID == 258 })
  }

  @Test(arguments: [0, 127, 128, 65_528, 200_000])
  func `params of any length come through`(length: Int) throws {
    let value = String(repeating: "x", count: length)
    let request = ClientRequest(params: [("QUERY_STRING", value), ("REQUEST_METHOD", "GET")])
    let records = try records(in: request.withoutBody)
    let pairs = try NameValuePair.decode(records.filter { $0.type == .params }.flatMap(\.content))
    #expect(pairs.map(\.name) == ["QUERY_STRING", "REQUEST_METHOD"])
    #expect(pairs.first?.value == value)
  }
}
