import AfterglowTesting
import Testing

@Suite struct NameValuePairTests {
  @Test func shortLengthsTakeOneByte() {
    let pair = NameValuePair(name: "A", value: "bc")
    #expect(pair.encoded == [1, 2, 0x41, 0x62, 0x63])
  }

  @Test func lengthsFrom128TakeFourBytes() {
    let longest = NameValuePair(name: "A", value: String(repeating: "x", count: 127))
    #expect(longest.encoded.prefix(3) == [1, 127, 0x41])
    let longer = NameValuePair(name: "A", value: String(repeating: "x", count: 128))
    #expect(longer.encoded.prefix(6) == [1, 0x80, 0, 0, 128, 0x41])
    let long = NameValuePair(name: String(repeating: "N", count: 70_000), value: "")
    #expect(long.encoded.prefix(5) == [0x80, 0x01, 0x11, 0x70, 0])
  }

  @Test(arguments: [0, 1, 127, 128, 255, 256, 65_536, 100_000])
  func everyLengthSurvivesTheRoundTrip(length: Int) throws {
    let pairs = [
      NameValuePair(name: String(repeating: "N", count: length), value: "v"),
      NameValuePair(name: "N", value: String(repeating: "ü", count: length)),
    ]
    #expect(try NameValuePair.decode(pairs.flatMap(\.encoded)) == pairs)
  }

  @Test(arguments: [[5, 0, 0x41], [0x80, 0, 0], [1], [1, 1, 0x41, 0xFF]] as [[UInt8]])
  func whatIsCutOffOrNotTextIsAnError(bytes: [UInt8]) {
    #expect(throws: NameValuePair.Malformed.self) { try NameValuePair.decode(bytes) }
  }
}
