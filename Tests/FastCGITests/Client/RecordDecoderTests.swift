import AfterglowTesting
import Testing

@Suite struct RecordDecoderTests {
  static let records = [
    Record(type: .stdout, requestID: 1, content: Array("Status: 200 OK\r\n\r\n".utf8), padding: 6),
    Record(type: .stdout, requestID: 1),
    .endRequest(requestID: 1),
  ]

  @Test func decodesTheSameRecordsInEverySplit() throws {
    let bytes = Self.records.flatMap(\.encoded)
    for split in 0...bytes.count {
      var decoder = RecordDecoder()
      var decoded: [Record] = []
      for piece in [bytes[..<split], bytes[split...]] {
        decoder.append(piece)
        while let record = try decoder.next() { decoded.append(record) }
      }
      #expect(decoded == Self.records, "split at byte \(split)")
      #expect(decoder.bufferedByteCount == 0)
    }
  }

  @Test func aRecordCutOffIsNoRecordYet() throws {
    var decoder = RecordDecoder()
    decoder.append(Self.records[0].encoded.dropLast())
    #expect(try decoder.next() == nil)
    decoder.append([0])
    #expect(try decoder.next() == Self.records[0])
  }

  @Test func anotherVersionIsAnErrorThatNamesIt() {
    var decoder = RecordDecoder()
    decoder.append(Array("HTTP/1.1".utf8))
    #expect(throws: RecordDecoder.UnknownVersion.self) { try decoder.next() }
  }

  @Test func randomRecordsSurviveTheRoundTrip() throws {
    var random = SeededGenerator(seed: 20_261_123)
    let records = (0..<300).map { _ in Record.random(using: &random) }
    var rest = records.flatMap(\.encoded)[...]
    var decoder = RecordDecoder()
    var decoded: [Record] = []
    while !rest.isEmpty {
      let piece = rest.prefix(Int.random(in: 1...4_000, using: &random))
      rest = rest.dropFirst(piece.count)
      decoder.append(piece)
      while let record = try decoder.next() { decoded.append(record) }
    }
    #expect(decoded == records)
  }
}

extension Record {
  fileprivate static func random(using random: inout SeededGenerator) -> Record {
    let length = Bool.random(using: &random) ? Int.random(in: 0...20, using: &random) : 3_000
    return Record(
      type: RecordType(rawValue: .random(in: 0...255, using: &random)),
      requestID: .random(in: 0...65_535, using: &random),
      content: (0..<length).map { _ in .random(in: 0...255, using: &random) },
      padding: .random(in: 0...255, using: &random))
  }
}
