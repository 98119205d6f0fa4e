/// Decides when each part of a stop ends, inside one budget from the first SIGTERM to the exit.
///
/// The budget is `--graceful-timeout`. A quarter of it, and no more than two seconds, is the reserve: requests and tasks
/// are cancelled when it begins, have half of it to end, and leave the other half to what comes after them. What ends early
/// leaves its time to the rest.
///
/// A pure value: events go in, actions come out, and ``GracefulStop`` carries them out. Time comes with the events.
package struct StopPlan: Sendable {
  /// What is done at some point of a stop, in the order of time.
  package enum Step: Int, CaseIterable, Sendable {
    /// Accepts nothing more, and lets what is in hand finish.
    case begin
    /// Cancels the requests and tasks in hand.
    case cancelWork
    /// Waits no longer for requests and tasks that have been cancelled.
    case giveUpWork
    /// Cancels what comes after requests and tasks: `onShutdown`, companions, disposal.
    case cancelRest
    /// Ends the process, whatever still runs.
    case exit
  }

  /// The shortest budget: what is cancelled needs a moment to notice.
  package static let shortestTimeout = Duration.milliseconds(500)

  /// How long after the end of a process's budget its manager kills it.
  package static let killDelay = Duration.seconds(1)

  private static let longestReserve = Duration.seconds(2)

  private let timeout: Duration
  private let allowance: Duration
  private var end: ContinuousClock.Instant?
  private var taken: Set<Step> = []
  private var isHurried = false
  private var isWorkOver = false

  /// A plan for a stop that has not begun.
  ///
  /// - Parameters:
  ///   - timeout: The budget; less than ``shortestTimeout`` counts as that.
  ///   - allowance: How much later than that the exit comes, for a manager that waits for its processes; zero by default.
  package init(timeout: Duration, allowance: Duration = .zero) {
    self.timeout = max(timeout, Self.shortestTimeout)
    self.allowance = allowance
  }

  /// The part of the budget in which cancelled work ends and the rest is done.
  package static func reserve(of timeout: Duration) -> Duration {
    min(max(timeout, shortestTimeout) / 4, longestReserve)
  }

  /// Whether the stop has begun.
  package var hasBegun: Bool { end != nil }

  /// Begins the stop; nothing if it has begun.
  package mutating func begin(at now: ContinuousClock.Instant) -> [Step] {
    guard end == nil else { return [] }
    end = now + timeout + allowance
    return stepsDue(at: now)
  }

  /// Cancels at once what is in hand and leaves only the reserve to the rest; begins the stop if it hasn't begun.
  ///
  /// Nothing if the stop has been hurried before.
  package mutating func hurry(at now: ContinuousClock.Instant) -> [Step] {
    guard !isHurried else { return [] }
    isHurried = true
    let latest = now + Self.reserve(of: timeout) + allowance
    end = min(end ?? latest, latest)
    let isRestCancelled = isWorkOver && taken.insert(.cancelRest).inserted
    return stepsDue(at: now) + (isRestCancelled ? [.cancelRest] : [])
  }

  /// Notes that requests and tasks are through, so that a hurry is about the rest.
  package mutating func noteWorkIsOver() { isWorkOver = true }

  /// The steps whose time has come, each once.
  package mutating func stepsDue(at now: ContinuousClock.Instant) -> [Step] {
    Step.allCases.filter { step in
      guard let time = time(of: step), time <= now else { return false }
      return taken.insert(step).inserted
    }
  }

  /// The time of the next step; `nil` before the stop has begun and after its last step.
  package var nextTime: ContinuousClock.Instant? {
    Step.allCases.filter { !taken.contains($0) }.compactMap(time).min()
  }

  private func time(of step: Step) -> ContinuousClock.Instant? {
    guard let end else { return nil }
    let reserve = Self.reserve(of: timeout)
    switch step {
    case .begin: return end - timeout - allowance
    case .cancelWork: return end - allowance - reserve
    case .giveUpWork: return end - allowance - reserve / 2
    case .cancelRest: return end - allowance - reserve / 4
    case .exit: return end
    }
  }
}
