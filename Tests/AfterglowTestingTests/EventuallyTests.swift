import AfterglowTesting
import Testing

@Suite struct EventuallyTests {
  @Test func itReturnsAsSoonAsTheConditionHolds() async throws {
    var tries = 0
    try await eventually("the third try", within: .seconds(30)) {
      tries += 1
      return tries == 3
    }
    #expect(tries == 3)
  }

  @Test func itSaysWhatWasAwaitedWhenTheTimeIsOver() async {
    let error = await #expect(throws: ConditionNotMet.self) {
      try await eventually("the impossible", within: .milliseconds(20)) { false }
    }
    #expect(error?.awaited == "the impossible")
    #expect(error.map { $0.elapsed >= .milliseconds(20) } == true)
  }

  @Test func itTriesAtLeastOnce() async throws {
    let value = try await eventually("a value", within: .zero) { 7 as Int? }
    #expect(value == 7)
  }
}
