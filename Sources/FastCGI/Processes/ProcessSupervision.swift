#if canImport(Glibc)
  import Glibc
#endif

/// Decides what the process manager does: which processes to start, to tell to stop, to replace.
///
/// A pure value: events go in, actions come out, and ``ProcessManager`` carries them out. Time comes with the events.
struct ProcessSupervision {
  /// Names one process for good; system process ids are used again.
  typealias Number = Int

  private enum State {
    case starting, ready, stopping
  }

  private struct Process {
    var state = State.starting
    var hasServed = false
    /// When it was or will be started: a process that waits out a back-off has not begun.
    let begun: ContinuousClock.Instant
  }

  /// A restart under way.
  private struct Restart {
    /// The process that was started last and is not ready yet.
    let newcomer: Number
    /// The process that it is to take over from, until that leaves or dies.
    var replaced: Number?
    /// Those that come after it.
    var remaining: [Number]
    /// Whether SIGHUP has come since the newcomer was started, which may be from what is older than the signal.
    var isWantedAnew = false
  }

  /// What a process has to live for its death not to count as one at once.
  static let shortLife = Duration.seconds(1)
  static let longestBackOff = Duration.seconds(10)

  let count: Int
  /// The budget of a process's stop.
  let gracefulTimeout: Duration
  /// What a process may take to be ready.
  let startTimeout: Duration

  /// After what time a process that was told to stop is killed.
  var stopTimeout: Duration { max(gracefulTimeout, StopPlan.shortestTimeout) + StopPlan.killDelay }
  /// After what time a process that was told to cancel what it has in hand is killed.
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

  /// How many processes there are, those that start or stop included.
  var processCount: Int { processes.count }

  /// How many processes serve requests.
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
    // If its place is taken, nobody comes after it.
    if restart.replaced != nil { processes[number]?.state = .stopping }
    return abortRestart(number, "it was not ready within \(startTimeout)", at: now) + kill
  }

  /// Its place is filled at once, so that there are never fewer that accept.
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
    // Nobody has that place any more if the process died that the newcomer was to take over from.
    let isPlaceFree = restart.replaced == nil
    let abort = abortRestart(number, "it ended: \(end)", at: now)
    return isPlaceFree ? abort + replaceDead(number, process, end, at: now) : abort
  }

  private mutating func replaceDead(
    _ number: Number, _ process: Process, _ end: ProcessEnd, at now: ContinuousClock.Instant
  ) -> [Action] {
    shortLives = process.begun.duration(to: now) < Self.shortLife ? shortLives + 1 : 0
    // The first death is no pattern; each further one doubles the wait.
    let delay =
      shortLives <= 1 ? .zero : min(.milliseconds(100) * (1 << min(shortLives - 2, 10)), Self.longestBackOff)
    restarts += 1
    if isLeftToNewcomer(number) { return [.report(.replacing(number, end, after: .zero))] }
    return [.report(.replacing(number, end, after: delay))] + start(at: now, after: delay)
  }

  // MARK: Restart

  private mutating func restart(at now: ContinuousClock.Instant) -> [Action] {
    guard !isStopping else { return [] }
    // The newcomer too, if there is one: what it was started from may be older than the signal.
    let all = processes.filter { $0.value.state != .stopping }.keys.sorted()
    guard restart != nil else { return replaceFirst(of: all, at: now) }
    restart?.remaining = all
    restart?.isWantedAnew = true
    return []
  }

  private mutating func replaceFirst(of numbers: [Number], at now: ContinuousClock.Instant) -> [Action] {
    // Some of them may have gone or been told to stop meanwhile.
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

  /// Whether a process that goes has a newcomer to take its place already; from now on it has nobody's.
  private mutating func isLeftToNewcomer(_ number: Number) -> Bool {
    guard restart?.replaced == number else { return false }
    restart?.replaced = nil
    return true
  }

  /// The new ones don't work: the old ones go on, unless SIGHUP has asked for newer ones meanwhile.
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

  /// A second stop: what is in hand is cancelled.
  private mutating func cancel() -> [Action] {
    guard !isCancelling else { return [] }
    isCancelling = true
    return processes.keys.sorted().flatMap { number -> [Action] in
      [.tellToCancel(number), .expectStop(number, within: cancelTimeout)]
    }
  }

  /// A configuration that can't be served is not going to get better by trying again.
  private mutating func giveUp(_ number: Number, _ end: ProcessEnd) -> [Action] {
    if case .exited(let code) = end { exitCode = code } else { exitCode = EX_OSERR }
    return [.report(.startFailed(number, end))] + stop()
  }

  private func stopOverdue(_ number: Number) -> [Action] {
    processes[number]?.state == .stopping ? [.report(.killing(number)), .kill(number)] : []
  }

  private mutating func stopped(_ number: Number, _ process: Process, _ end: ProcessEnd) -> [Action] {
    // One that has not come as far as to watch for signals leaves nothing unfinished.
    let isWell =
      end == .exited(code: EXIT_SUCCESS) || (!process.hasServed && end == .signaled(number: SIGTERM))
    if isStopping, !isWell, exitCode == EXIT_SUCCESS { exitCode = EX_TEMPFAIL }
    let report: [Action] = isWell ? [] : [.report(.endedBadly(number, end))]
    return isStopping && processes.isEmpty ? report + [.finish(exitCode: exitCode)] : report
  }
}
