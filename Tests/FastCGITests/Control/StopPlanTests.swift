import Testing

@testable import FastCGI

/// When each part of a stop ends.
struct StopPlanTests {
  private let start = ContinuousClock.now

  private func plan(_ timeout: Duration, allowance: Duration = .zero) -> StopPlan {
    StopPlan(timeout: timeout, allowance: allowance)
  }

  /// The times of the steps after the beginning, in seconds.
  private func times(of plan: StopPlan) -> [StopPlan.Step: Duration] {
    var plan = plan
    var times: [StopPlan.Step: Duration] = [:]
    while let next = plan.nextTime {
      for step in plan.stepsDue(at: next) { times[step] = start.duration(to: next) }
    }
    return times
  }

  @Test(
    arguments: [
      (Duration.seconds(30), [28.0, 29.0, 29.5, 30.0]), (.seconds(8), [6, 7, 7.5, 8]),
      (.seconds(4), [3, 3.5, 3.75, 4]), (.seconds(1), [0.75, 0.875, 0.9375, 1]),
      (.zero, [0.375, 0.4375, 0.46875, 0.5]),
    ])
  func `every step is inside the budget`(timeout: Duration, seconds: [Double]) {
    var plan = plan(timeout)
    #expect(plan.nextTime == nil)
    #expect(plan.begin(at: start) == [.begin])
    let times = times(of: plan)
    let steps: [StopPlan.Step] = [.cancelWork, .giveUpWork, .cancelRest, .exit]
    #expect(steps.map { times[$0] } == seconds.map { .seconds($0) })
  }

  @Test func `a second begin changes nothing`() {
    var plan = plan(.seconds(30))
    _ = plan.begin(at: start)
    #expect(plan.begin(at: start + .seconds(10)).isEmpty)
    #expect(times(of: plan)[.exit] == .seconds(30))
  }

  @Test func `a hurry cancels at once and leaves the reserve`() {
    var plan = plan(.seconds(30))
    _ = plan.begin(at: start)
    #expect(plan.hurry(at: start + .seconds(5)) == [.cancelWork])
    #expect(plan.hurry(at: start + .seconds(6)).isEmpty)
    let times = times(of: plan)
    #expect(times[.giveUpWork] == .seconds(6))
    #expect(times[.exit] == .seconds(7))
  }

  @Test func `a hurry at the end does not lengthen the stop`() {
    var plan = plan(.seconds(30))
    _ = plan.begin(at: start)
    #expect(plan.hurry(at: start + .seconds(29.25)) == [.cancelWork, .giveUpWork])
    #expect(times(of: plan)[.exit] == .seconds(30))
  }

  @Test func `a hurry once the work is over is about the rest`() {
    var plan = plan(.seconds(30))
    _ = plan.begin(at: start)
    plan.noteWorkIsOver()
    #expect(plan.hurry(at: start + .seconds(5)).contains(.cancelRest))
    #expect(times(of: plan)[.cancelRest] == nil)
    #expect(times(of: plan)[.exit] == .seconds(7))
  }

  @Test func `a hurry without a begin begins`() {
    var plan = plan(.seconds(30))
    #expect(plan.hurry(at: start) == [.begin, .cancelWork])
    #expect(times(of: plan)[.exit] == .seconds(2))
  }

  @Test func `a manager exits later than its processes, and than it kills them`() {
    var plan = plan(.seconds(30), allowance: .seconds(1.5))
    #expect(plan.begin(at: start) == [.begin])
    #expect(times(of: plan)[.cancelWork] == .seconds(28))
    #expect(times(of: plan)[.exit] == .seconds(31.5))
    #expect(plan.hurry(at: start + .seconds(1)).contains(.cancelWork))
    #expect(times(of: plan)[.exit] == .seconds(4.5))
  }

  @Test func `steps whose time was missed are taken together, in their order`() {
    var plan = plan(.seconds(30))
    _ = plan.begin(at: start)
    #expect(plan.stepsDue(at: start + .seconds(60)) == [.cancelWork, .giveUpWork, .cancelRest, .exit])
    #expect(plan.nextTime == nil)
  }
}
