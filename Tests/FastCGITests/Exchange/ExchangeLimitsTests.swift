import Testing

@testable import FastCGI

/// How long stdin is waited for.
@Suite struct ExchangeLimitsTests {
  private let limits = ExchangeLimits(readTimeout: .seconds(60), minimumBodyRate: 1000)

  @Test func `a pause is as long as the read time-out at most`() {
    #expect(limits.stdinPatience(waited: .zero, byteCount: 0) == .seconds(60))
    #expect(limits.stdinPatience(waited: .seconds(5), byteCount: 1_000_000) == .seconds(60))
  }

  @Test func `below the least rate, the grace is used up`() {
    // 700 bytes per second for 190 seconds.
    #expect(limits.stdinPatience(waited: .seconds(190), byteCount: 133_000) == .seconds(3))
    #expect(limits.stdinPatience(waited: .seconds(210), byteCount: 147_000) < .zero)
  }

  @Test func `above it, it never is`() {
    #expect(limits.stdinPatience(waited: .seconds(10_000), byteCount: 11_000_000) == .seconds(60))
  }

  @Test func `without a least rate only a pause counts`() {
    let limits = ExchangeLimits(readTimeout: .seconds(60), minimumBodyRate: 0)
    #expect(limits.stdinPatience(waited: .seconds(10_000), byteCount: 3) == .seconds(60))
  }
}
