/// The times at which each part of a stop ends, within one budget from the first SIGTERM to the exit.
///
/// The budget is `--graceful-timeout`. A quarter of it, but at most two seconds, is the reserve. At its start
/// requests and tasks are cancelled. They have the first half of the reserve to end; the second half is for the steps
/// after them. Time that one part doesn't use is available to the later ones.
///
/// The plan only decides: it takes events with their times and returns steps, which ``GracefulStop`` carries out.
package struct StopPlan: Sendable {
  /// A step of a stop, in the order of time.
  package enum Step: Int, CaseIterable, Sendable {
    /// Accepts no new work and lets the current work finish.
    case begin
    /// Cancels the current requests and tasks.
    case cancelWork
    /// Stops waiting for cancelled requests and tasks.
    case giveUpWork
    /// Cancels the things that follow requests and tasks: `onShutdown`, companions, disposal.
    case cancelRest
    /// Ends the process, even if something is still running.
    case exit
  }

  /// The reason why a stop cancels work, as a clause for the log.
  package enum Cause: String, Sendable {
    case timeout = "The graceful time-out has passed"
    case hurried = "A signal has cut the stop short"
  }

  /// The shortest budget; cancelled work needs a moment to notice the cancellation.
  package static let shortestTimeout = Duration.milliseconds(500)

  /// The time from the end of a process's budget until its manager kills it.
  package static let killDelay = Duration.seconds(1)

  private static let longestReserve = Duration.seconds(2)

  private let timeout: Duration
  private let allowance: Duration
  private var end: ContinuousClock.Instant?
  private var taken: Set<Step> = []
  private var isHurried = false
  private var isWorkOver = false

  /// Creates a plan for a stop that has not begun.
  ///
  /// - Parameters:
  ///   - timeout: the budget; shorter values are raised to ``shortestTimeout``.
  ///   - allowance: the additional time before the exit, for a manager that waits for its processes; zero by default.
  package init(timeout: Duration, allowance: Duration = .zero) {
    self.timeout = max(timeout, Self.shortestTimeout)
    self.allowance = allowance
  }

  /// Returns the part of a budget in which cancelled work ends and the remaining steps happen.
  package static func reserve(of timeout: Duration) -> Duration {
    min(max(timeout, shortestTimeout) / 4, longestReserve)
  }

  /// The reason for cancelling work from now on.
  package var cause: Cause { isHurried ? .hurried : .timeout }

  /// Whether the stop has begun.
  package var hasBegun: Bool { end != nil }

  /// Begins the stop and returns the steps that are due; does nothing if it has already begun.
  package mutating func begin(at now: ContinuousClock.Instant) -> [Step] {
    guard end == nil else { return [] }
    end = now + timeout + allowance
    return stepsDue(at: now)
  }

  /// Cancels the current work at once and leaves only the reserve for the remaining steps.
  ///
  /// It begins the stop if it hasn't begun. It does nothing if the stop has already been hurried.
  ///
  /// - Parameter now: the current time.
  /// - Returns: the steps that are due.
  package mutating func hurry(at now: ContinuousClock.Instant) -> [Step] {
    guard !isHurried else { return [] }
    isHurried = true
    let latest = now + Self.reserve(of: timeout) + allowance
    end = min(end ?? latest, latest)
    let isRestCancelled = isWorkOver && taken.insert(.cancelRest).inserted
    return stepsDue(at: now) + (isRestCancelled ? [.cancelRest] : [])
  }

  /// Records that requests and tasks have ended, so that a later hurry cancels the rest.
  package mutating func noteWorkIsOver() { isWorkOver = true }

  /// Returns the steps whose time has come, each only once.
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
