import AfterglowTesting
import Testing

@testable import FastCGI

/// The records that are sent, read by the test kit's decoder.
struct ClientRequestTests {
  private func records(of request: ClientRequest) throws -> [AfterglowTesting.Record] {
    var decoder = RecordDecoder()
    decoder.append(request.bytes)
    var records: [AfterglowTesting.Record] = []
    while let record = try decoder.next() { records.append(record) }
    #expect(decoder.bufferedByteCount == 0)
    return records
  }

  @Test func `a request without a body asks a responder and lets it close the connection`() throws {
    let records = try records(of: ClientRequest(params: ["REQUEST_METHOD": "GET"]))
    #expect(records.first == .beginRequest(requestID: 1, role: .responder, keepConnection: false))
    #expect(records.map(\.type) == [.beginRequest, .params, .params, .stdin])
    #expect(records.suffix(2).allSatisfy { $0.content.isEmpty })
  }

  @Test(arguments: [0, 127, 128, 65_528, 200_000])
  func `params of any length come through`(length: Int) throws {
    let value = String(repeating: "x", count: length)
    let records = try records(of: ClientRequest(params: ["QUERY_STRING": value, "REQUEST_METHOD": "GET"]))
    let pairs = try NameValuePair.decode(records.filter { $0.type == .params }.flatMap(\.content))
    #expect(pairs.map(\.name) == ["QUERY_STRING", "REQUEST_METHOD"])
    #expect(pairs.first?.value == value)
  }
}
