#if canImport(Glibc)
  import Glibc
#endif

/// Decides which processes the process manager starts, tells to stop and replaces.
///
/// It only decides: it takes events with their times and returns actions, which ``ProcessManager`` carries out.
struct ProcessSupervision {
  /// The number of a process, which is never reused, unlike the system's process ids.
  typealias Number = Int

  private enum State {
    case starting, ready, stopping
  }

  private struct Process {
    var state = State.starting
    var hasServed = false
    /// The time of the start, which lies in the future while the process waits out a back-off.
    let begun: ContinuousClock.Instant
  }

  /// A restart in progress.
  private struct Restart {
    /// The process that was started last and is not ready yet.
    let newcomer: Number
    /// The process that the newcomer replaces; `nil` once that has left or died.
    var replaced: Number?
    /// The processes to replace after it.
    var remaining: [Number]
    /// Whether SIGHUP has come since the newcomer was started, so that even the newcomer may be outdated.
    var isWantedAnew = false
  }

  /// The lifetime below which a process's death counts as immediate.
  static let shortLife = Duration.seconds(1)
  static let longestBackOff = Duration.seconds(10)

  let count: Int
  /// The budget of a process's stop.
  let gracefulTimeout: Duration
  /// The longest time until a process is ready.
  let startTimeout: Duration

  /// The time after which a process that was told to stop is killed.
  var stopTimeout: Duration { max(gracefulTimeout, StopPlan.shortestTimeout) + StopPlan.killDelay }
  /// The time after which a process that was told to cancel its work is killed.
  var cancelTimeout: Duration { StopPlan.reserve(of: gracefulTimeout) + StopPlan.killDelay }

  private var processes: [Number: Process] = [:]
  private var lastNumber = 0
  private var shortLives = 0
  private var hasBeenReady = false
  private(set) var isStopping = false
  private var isCancelling = false
  private var exitCode: Int32 = EXIT_SUCCESS
  private var restart: Restart?
  private(set) var restarts = 0

  init(count: Int, gracefulTimeout: Duration, startTimeout: Duration) {
    precondition(count > 0, "a process manager has at least one process")
    self.count = count
    self.gracefulTimeout = gracefulTimeout
    self.startTimeout = startTimeout
  }

  /// The number of processes, including those that are starting or stopping.
  var processCount: Int { processes.count }

  /// The number of processes that serve requests.
  var readyCount: Int { processes.values.count { $0.state == .ready } }

  mutating func handle(_ event: Event, at now: ContinuousClock.Instant) -> [Action] {
    switch event {
    case .begin: (0..<count).flatMap { _ in start(at: now) }
    case .ready(let number): ready(number, at: now)
    case .leaving(let number): leaving(number, at: now)
    case .exited(let number, let end): exited(number, end, at: now)
    case .readyOverdue(let number): readyOverdue(number, at: now)
    case .restart: restart(at: now)
    case .stop: stop()
    case .stopOverdue(let number): stopOverdue(number)
    }
  }

  private mutating func start(at now: ContinuousClock.Instant, after delay: Duration = .zero) -> [Action] {
    lastNumber += 1
    processes[lastNumber] = Process(begun: now + delay)
    return [
      .start(lastNumber, after: delay),
      .expectReady(lastNumber, within: delay + startTimeout + StopPlan.killDelay),
    ]
  }

  private mutating func ready(_ number: Number, at now: ContinuousClock.Instant) -> [Action] {
    guard processes[number]?.state == .starting else { return [] }
    processes[number]?.state = .ready
    processes[number]?.hasServed = true
    hasBeenReady = true
    guard let restart, restart.newcomer == number else { return [] }
    let handover = restart.replaced.map { tellToStop($0) } ?? []
    return handover + replaceFirst(of: restart.remaining, at: now)
  }

  private mutating func readyOverdue(_ number: Number, at now: ContinuousClock.Instant) -> [Action] {
    guard processes[number]?.state == .starting else { return [] }
    let kill: [Action] = [.report(.killing(number)), .kill(number)]
    guard let restart, restart.newcomer == number else { return kill }
    // If the replaced process still runs, no process takes the newcomer's place.
    if restart.replaced != nil { processes[number]?.state = .stopping }
    return abortRestart(number, "it was not ready within \(startTimeout)", at: now) + kill
  }

  /// Starts a replacement at once, so that the number of accepting processes doesn't fall.
  private mutating func leaving(_ number: Number, at now: ContinuousClock.Instant) -> [Action] {
    guard !isStopping, processes[number]?.state == .ready else { return [] }
    processes[number]?.state = .stopping
    restarts += 1
    let actions: [Action] = [.report(.leaving(number)), .expectStop(number, within: stopTimeout)]
    return isLeftToNewcomer(number) ? actions : actions + start(at: now)
  }

  private mutating func exited(_ number: Number, _ end: ProcessEnd, at now: ContinuousClock.Instant)
    -> [Action]
  {
    guard let process = processes.removeValue(forKey: number) else { return [] }
    if process.state == .stopping { return stopped(number, process, end) }
    if !hasBeenReady, end.isPermanent { return giveUp(number, end) }
    guard let restart, restart.newcomer == number else { return replaceDead(number, process, end, at: now) }
    // The place is free if the process that the newcomer was to replace has died.
    let isPlaceFree = restart.replaced == nil
    let abort = abortRestart(number, "it ended: \(end)", at: now)
    return isPlaceFree ? abort + replaceDead(number, process, end, at: now) : abort
  }

  private mutating func replaceDead(
    _ number: Number, _ process: Process, _ end: ProcessEnd, at now: ContinuousClock.Instant
  ) -> [Action] {
    shortLives = process.begun.duration(to: now) < Self.shortLife ? shortLives + 1 : 0
    // There is no delay after the first immediate death; each further one doubles the delay.
    let delay =
      shortLives <= 1 ? .zero : min(.milliseconds(100) * (1 << min(shortLives - 2, 10)), Self.longestBackOff)
    restarts += 1
    if isLeftToNewcomer(number) { return [.report(.replacing(number, end, after: .zero))] }
    return [.report(.replacing(number, end, after: delay))] + start(at: now, after: delay)
  }

  // MARK: Restart

  private mutating func restart(at now: ContinuousClock.Instant) -> [Action] {
    guard !isStopping else { return [] }
    // Includes the newcomer: it may have been started from an executable older than the signal.
    let all = processes.filter { $0.value.state != .stopping }.keys.sorted()
    guard restart != nil else { return replaceFirst(of: all, at: now) }
    restart?.remaining = all
    restart?.isWantedAnew = true
    return []
  }

  private mutating func replaceFirst(of numbers: [Number], at now: ContinuousClock.Instant) -> [Action] {
    // Some of them may have ended or been told to stop meanwhile.
    let remaining = numbers.drop { processes[$0].map { $0.state == .stopping } ?? true }
    guard let number = remaining.first else {
      restart = nil
      return [.report(.restarted)]
    }
    restarts += 1
    let actions = start(at: now)
    restart = Restart(newcomer: lastNumber, replaced: number, remaining: Array(remaining.dropFirst()))
    return actions
  }

  /// Returns whether a newcomer already replaces a process that goes, and marks the place as free.
  private mutating func isLeftToNewcomer(_ number: Number) -> Bool {
    guard restart?.replaced == number else { return false }
    restart?.replaced = nil
    return true
  }

  /// Gives up a restart whose newcomer fails; the old processes stay, unless another SIGHUP has come meanwhile.
  private mutating func abortRestart(
    _ number: Number, _ reason: String, at now: ContinuousClock.Instant
  ) -> [Action] {
    let isWantedAnew = restart?.isWantedAnew ?? false
    restart = nil
    let report: [Action] = [.report(.restartFailed(number, reason: reason))]
    return isWantedAnew ? report + restart(at: now) : report
  }

  // MARK: Stop

  private mutating func tellToStop(_ number: Number) -> [Action] {
    guard let process = processes[number], process.state != .stopping else { return [] }
    processes[number]?.state = .stopping
    return [.tellToStop(number), .expectStop(number, within: stopTimeout)]
  }

  private mutating func stop() -> [Action] {
    guard !isStopping else { return cancel() }
    isStopping = true
    restart = nil
    if processes.isEmpty { return [.finish(exitCode: exitCode)] }
    return processes.keys.sorted().flatMap { tellToStop($0) }
  }

  /// Cancels the current work after a second stop.
  private mutating func cancel() -> [Action] {
    guard !isCancelling else { return [] }
    isCancelling = true
    return processes.keys.sorted().flatMap { number -> [Action] in
      [.tellToCancel(number), .expectStop(number, within: cancelTimeout)]
    }
  }

  /// Stops after a permanent failure, since another attempt would fail in the same way.
  private mutating func giveUp(_ number: Number, _ end: ProcessEnd) -> [Action] {
    if case .exited(let code) = end { exitCode = code } else { exitCode = EX_OSERR }
    return [.report(.startFailed(number, end))] + stop()
  }

  private func stopOverdue(_ number: Number) -> [Action] {
    processes[number]?.state == .stopping ? [.report(.killing(number)), .kill(number)] : []
  }

  private mutating func stopped(_ number: Number, _ process: Process, _ end: ProcessEnd) -> [Action] {
    // A process that wasn't watching for signals yet leaves nothing unfinished.
    let isWell =
      end == .exited(code: EXIT_SUCCESS) || (!process.hasServed && end == .signaled(number: SIGTERM))
    if isStopping, !isWell, exitCode == EXIT_SUCCESS { exitCode = EX_TEMPFAIL }
    let report: [Action] = isWell ? [] : [.report(.endedBadly(number, end))]
    return isStopping && processes.isEmpty ? report + [.finish(exitCode: exitCode)] : report
  }
}
