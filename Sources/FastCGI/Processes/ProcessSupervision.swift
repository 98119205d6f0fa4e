/// Decides what the process manager does: which processes to start, to tell to stop, to replace.
///
/// A pure value: events go in, actions come out, and ``ProcessManager`` carries them out. Time comes with the events.
struct ProcessSupervision {
  /// Names one process for good; system process ids are used again.
  typealias Number = Int

  enum Event: Equatable {
    /// The manager starts.
    case begin
    /// A process serves requests.
    case ready(Number)
    /// A process has begun to stop by itself, having served as many requests as it may.
    case leaving(Number)
    /// A process has ended.
    case exited(Number, ProcessEnd)
    /// A process that was to be ready by now; nothing if it is.
    case readyOverdue(Number)
    /// SIGHUP: replace all processes.
    case restart
    /// SIGTERM or SIGINT.
    case stop
    /// Processes that were to have stopped by now.
    case stopOverdue
  }

  enum Action: Equatable {
    case start(Number, after: Duration)
    case expectReady(Number, within: Duration)
    case tellToStop(Number)
    case kill(Number)
    case expectStop(within: Duration)
    case report(Report)
    case finish(exitCode: Int32)
  }

  enum Report: Equatable {
    case replacing(Number, ProcessEnd, after: Duration)
    case retired(Number)
    case restarted
    case restartFailed(Number, reason: String)
    case startFailed(Number, ProcessEnd)
    case killing(Number)
  }

  private enum State {
    case starting, ready, stopping
  }

  private struct Process {
    var state: State
    let begun: ContinuousClock.Instant
    /// The process that this one is to take over from.
    var replaces: Number?
  }

  /// What a process may take to be ready.
  static let readyTimeout = Duration.seconds(30)
  /// What a process has to live for its death not to count as one at once.
  static let shortLife = Duration.seconds(1)
  static let longestBackOff = Duration.seconds(10)

  let count: Int
  /// What a process may take to stop.
  let stopTimeout: Duration

  private var processes: [Number: Process] = [:]
  private var lastNumber = 0
  private var shortLives = 0
  private var hasBeenReady = false
  private var isStopping = false
  private var exitCode: Int32 = 0
  /// The processes that a restart has still to replace.
  private var toReplace: [Number] = []
  private(set) var restarts = 0

  init(count: Int, stopTimeout: Duration) {
    precondition(count > 0, "a process manager has at least one process")
    self.count = count
    self.stopTimeout = stopTimeout
  }

  /// How many processes there are, those that start or stop included.
  var processCount: Int { processes.count }

  mutating func handle(_ event: Event, at now: ContinuousClock.Instant) -> [Action] {
    switch event {
    case .begin: (0..<count).flatMap { _ in start(at: now) }
    case .ready(let number): ready(number, at: now)
    case .leaving(let number): leaving(number, at: now)
    case .exited(let number, let end): exited(number, end, at: now)
    case .readyOverdue(let number): readyOverdue(number)
    case .restart: restart(at: now)
    case .stop: stop()
    case .stopOverdue: processes.keys.sorted().flatMap { [.report(.killing($0)), .kill($0)] }
    }
  }

  private mutating func start(
    at now: ContinuousClock.Instant, after delay: Duration = .zero, replacing replaced: Number? = nil
  ) -> [Action] {
    lastNumber += 1
    processes[lastNumber] = Process(state: .starting, begun: now + delay, replaces: replaced)
    return [.start(lastNumber, after: delay), .expectReady(lastNumber, within: delay + Self.readyTimeout)]
  }

  private mutating func ready(_ number: Number, at now: ContinuousClock.Instant) -> [Action] {
    guard processes[number]?.state == .starting else { return [] }
    processes[number]?.state = .ready
    hasBeenReady = true
    guard let replaced = processes[number]?.replaces else { return [] }
    processes[number]?.replaces = nil
    return tellToStop(replaced) + replaceNext(at: now)
  }

  private mutating func tellToStop(_ number: Number) -> [Action] {
    guard processes[number] != nil, processes[number]?.state != .stopping else { return [] }
    processes[number]?.state = .stopping
    return [.tellToStop(number)]
  }

  /// Its place is filled at once, so that there are never fewer that accept.
  private mutating func leaving(_ number: Number, at now: ContinuousClock.Instant) -> [Action] {
    guard !isStopping, processes[number]?.state == .ready else { return [] }
    processes[number]?.state = .stopping
    restarts += 1
    toReplace.removeAll { $0 == number }
    return [.report(.retired(number))] + start(at: now)
  }

  private mutating func exited(_ number: Number, _ end: ProcessEnd, at now: ContinuousClock.Instant)
    -> [Action]
  {
    guard let process = processes.removeValue(forKey: number) else { return [] }
    if isStopping {
      if end != .exited(code: 0) { exitCode = 75 }
      return processes.isEmpty ? [.finish(exitCode: exitCode)] : []
    }
    if process.state == .stopping { return [] }
    if process.state == .starting, !hasBeenReady, end.isPermanent { return giveUp(number, end) }
    if process.state == .starting, process.replaces != nil { return abortRestart(number, "it ended: \(end)") }
    return replaceDead(number, process, end, at: now)
  }

  private mutating func replaceDead(
    _ number: Number, _ process: Process, _ end: ProcessEnd, at now: ContinuousClock.Instant
  ) -> [Action] {
    shortLives = process.begun.duration(to: now) < Self.shortLife ? shortLives + 1 : 0
    // The first death is no pattern; each further one doubles the wait.
    let delay =
      shortLives <= 1 ? .zero : min(.milliseconds(100) * (1 << min(shortLives - 2, 10)), Self.longestBackOff)
    restarts += 1
    var actions: [Action] = [.report(.replacing(number, end, after: delay))]
    if toReplace.first == number || toReplace.contains(number) {
      toReplace.removeAll { $0 == number }
    }
    // Of a pair, the newcomer takes over a place that is empty already.
    if let newcomer = processes.first(where: { $0.value.replaces == number })?.key {
      processes[newcomer]?.replaces = nil
      return actions + replaceNext(at: now)
    }
    actions += start(at: now, after: delay)
    return actions
  }

  /// A configuration that can't be served is not going to get better by trying again.
  private mutating func giveUp(_ number: Number, _ end: ProcessEnd) -> [Action] {
    isStopping = true
    if case .exited(let code) = end { exitCode = code }
    let report = Action.report(.startFailed(number, end))
    if processes.isEmpty { return [report, .finish(exitCode: exitCode)] }
    return [report] + processes.keys.sorted().map { .tellToStop($0) } + [.expectStop(within: stopTimeout)]
  }

  private mutating func readyOverdue(_ number: Number) -> [Action] {
    guard let process = processes[number], process.state == .starting else { return [] }
    guard process.replaces != nil else { return [.report(.killing(number)), .kill(number)] }
    processes[number] = nil
    return abortRestart(number, "it was not ready within \(Self.readyTimeout)") + [.kill(number)]
  }

  // MARK: Restart

  private mutating func restart(at now: ContinuousClock.Instant) -> [Action] {
    guard !isStopping else { return [] }
    let isUnderWay = processes.values.contains { $0.replaces != nil }
    toReplace = processes.filter { $0.value.state != .stopping && $0.value.replaces == nil }.keys.sorted()
    return isUnderWay ? [] : replaceNext(at: now)
  }

  private mutating func replaceNext(at now: ContinuousClock.Instant) -> [Action] {
    guard !isStopping else { return [] }
    while !toReplace.isEmpty {
      let number = toReplace.removeFirst()
      guard processes[number] != nil, processes[number]?.state != .stopping else { continue }
      restarts += 1
      return start(at: now, replacing: number)
    }
    return [.report(.restarted)]
  }

  /// The new ones don't work: the old ones go on.
  private mutating func abortRestart(_ number: Number, _ reason: String) -> [Action] {
    toReplace = []
    return [.report(.restartFailed(number, reason: reason))]
  }

  // MARK: Stop

  private mutating func stop() -> [Action] {
    guard !isStopping else { return [] }
    isStopping = true
    toReplace = []
    if processes.isEmpty { return [.finish(exitCode: exitCode)] }
    for number in processes.keys { processes[number]?.state = .stopping }
    return processes.keys.sorted().map { .tellToStop($0) } + [.expectStop(within: stopTimeout)]
  }
}
