import AfterglowTesting
import Testing

@testable import FastCGI

/// What a stop does with its parts.
@Suite(.timeLimit(.minutes(1))) struct GracefulStopTests {
  @Test func `each part hears of each step once, also one that comes late`() async throws {
    let heard = Recorded<String>()
    let stop = GracefulStop(timeout: .milliseconds(500))
    defer { stop.end() }
    let early = stop.add(names: { [] }, reactions: [.begin: { heard.append("early") }])
    stop.begin()
    stop.begin()
    let late = stop.add(
      names: { [] }, reactions: [.begin: { heard.append("late") }, .cancelWork: { heard.append("cancel") }])
    #expect(heard.elements.prefix(2) == ["early", "late"])
    try await eventually("the cancellation") { heard.elements == ["early", "late", "cancel"] }
    stop.remove(early)
    stop.remove(late)
  }

  @Test func `at the end what is still in hand is named, and what has been noted`() async throws {
    let overdue = Recorded<[String]>()
    let stop = GracefulStop(timeout: .zero) { names, _ in overdue.append(names) }
    defer { stop.end() }
    _ = stop.add(names: { ["a request", "a task"] })
    stop.noteUnfinished(["a task", "another"])
    stop.remove(stop.add(names: { ["what has ended"] }))
    stop.begin()
    try await eventually("the end") { overdue.elements == [["a task", "another", "a request"]] }
  }

  @Test func `the end says whether the time has passed or a signal has cut the stop short`() async throws {
    let causes = Recorded<StopPlan.Cause>()
    let late = GracefulStop(timeout: .zero) { causes.append($1) }
    late.begin()
    try await eventually("the end") { causes.elements == [.timeout] }
    late.end()
    let hurried = GracefulStop(timeout: .zero) { causes.append($1) }
    hurried.hurry()
    try await eventually("the end") { causes.elements == [.timeout, .hurried] }
    hurried.end()
  }

  @Test func `a stop that is through ends nothing`() async throws {
    let overdue = Recorded<[String]>()
    let first = GracefulStop(timeout: .zero) { names, _ in overdue.append(["first"] + names) }
    let second = GracefulStop(timeout: .zero) { names, _ in overdue.append(["second"] + names) }
    defer { second.end() }
    first.begin()
    first.end()
    second.begin()
    try await eventually("the other's end") { overdue.elements.contains(["second"]) }
    #expect(overdue.elements == [["second"]])
  }

  @Test func `an operation is cancelled at its step and is unfinished then`() async throws {
    let stop = GracefulStop(timeout: .milliseconds(500))
    defer { stop.end() }
    stop.begin()
    await #expect(throws: CancellationError.self) {
      try await stop.run("slow", cancelledAt: .cancelRest) { try await Task.sleep(for: .seconds(600)) }
    }
    #expect(stop.unfinished == ["slow"])
    // What comes after it is cancelled from the beginning, and may end well all the same.
    try await stop.run("fast", cancelledAt: .cancelRest) {}
    #expect(stop.unfinished == ["slow"])
  }

  @Test func `an operation that ends in time is finished`() async throws {
    let stop = GracefulStop(timeout: .seconds(60))
    defer { stop.end() }
    stop.begin()
    let result = try await stop.run("fast", cancelledAt: .cancelRest) { 1 }
    #expect(result == 1)
    #expect(stop.unfinished.isEmpty && stop.inHand.isEmpty)
  }
}
