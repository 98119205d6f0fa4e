import Testing

@testable import Afterglow

@Suite struct Base64URLTests {
  @Test(arguments: [[], [0], [0xFB, 0xFF], [0xFB, 0xFF, 0xBF], Array(0...255)] as [[UInt8]])
  func `What is written is read back`(bytes: [UInt8]) {
    let text = Base64URL.encoding(bytes)
    #expect(!text.contains { "+/=".contains($0) })
    #expect(Base64URL.decoding(text) == bytes)
  }

  @Test(arguments: ["-_8", "-_8=", "+/8", "+/8="])
  func `Either alphabet is read, with or without padding`(text: String) {
    #expect(Base64URL.decoding(text) == [0xFB, 0xFF])
  }

  @Test(arguments: ["A", "A?==", "AA AA", "AA\nAA", "é", "=AAA", "AAA\u{301}"])
  func `What isn't Base64 is nil`(text: String) {
    #expect(Base64URL.decoding(text) == nil)
  }

  @Test func `Text of disordered combining marks is refused in no time to speak of`() {
    // With characters that are compared, this takes more than a minute.
    let text = "a" + String(repeating: "\u{301}\u{323}", count: 200_000)
    let duration = ContinuousClock().measure { #expect(Base64URL.decoding(text) == nil) }
    #expect(duration < .seconds(10))
  }
}
