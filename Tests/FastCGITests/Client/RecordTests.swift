import AfterglowTesting
import Testing

@Suite struct RecordTests {
  @Test func aRecordEncodesAsTheSpecificationLaysItOut() {
    let record = Record(type: .stdout, requestID: 0x0102, content: [0x61, 0x62, 0x63], padding: 5)
    #expect(record.encoded == [1, 6, 1, 2, 0, 3, 5, 0, 0x61, 0x62, 0x63, 0, 0, 0, 0, 0])
  }

  @Test func beginRequestCarriesRoleAndKeepConnFlag() {
    let kept = Record.beginRequest(requestID: 1, role: .filter, keepConnection: true)
    #expect(kept.encoded == [1, 1, 0, 1, 0, 8, 0, 0, 0, 3, 1, 0, 0, 0, 0, 0])
    let closed = Record.beginRequest(requestID: 1, role: .responder, keepConnection: false)
    #expect(closed.content == [0, 1, 0, 0, 0, 0, 0, 0])
  }

  @Test func endRequestReadsBackItsStatuses() throws {
    let record = Record.endRequest(requestID: 1, appStatus: 0xDEAD_BEEF, protocolStatus: .overloaded)
    let end = try #require(record.endOfRequest)
    #expect(end.appStatus == 0xDEAD_BEEF)
    #expect(end.protocolStatus == .overloaded)
    #expect(Record(type: .endRequest, requestID: 1, content: [0, 0]).endOfRequest == nil)
  }

  @Test func aLongStreamIsSplitIntoRecordsWithoutLoss() {
    let content = (0..<200_000).map { UInt8(truncatingIfNeeded: $0) }
    let records = Record.stream(.stdin, requestID: 1, content: content)
    #expect(records.count == 4)
    #expect(records.flatMap(\.content) == content)
    #expect(Record.stream(.stdin, requestID: 1, content: []).isEmpty)
  }
}
