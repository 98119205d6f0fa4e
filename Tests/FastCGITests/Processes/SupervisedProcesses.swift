@testable import FastCGI

/// A `ProcessSupervision` and a clock that a test turns, with what has happened to each process as its actions tell it.
struct SupervisedProcesses {
  typealias Number = ProcessSupervision.Number

  static let gracefulTimeout = Duration.seconds(30)
  /// One second later a process is killed.
  static let stopTimeout = Duration.seconds(31)
  /// The reserve of the graceful time-out, and one second.
  static let cancelTimeout = Duration.seconds(3)
  static let startTimeout = Duration.seconds(300)

  private(set) var supervision: ProcessSupervision
  private(set) var now = ContinuousClock.now
  /// Those that are to run and have neither been told to stop nor left nor died, in the order of their starts.
  private(set) var serving: [Number] = []
  /// Those that have been told to stop or killed, or leave by themselves, and have not ended yet.
  private(set) var stopping: [Number] = []
  /// Those that have said that they are ready.
  private(set) var ready: Set<Number> = []
  /// Those that don't run before that time.
  private(set) var notBefore: [Number: ContinuousClock.Instant] = [:]
  private(set) var exitCodes: [Int32] = []
  /// Those that were killed without having been told to stop, and have not ended yet.
  private(set) var awaitingDeath: Set<Number> = []
  private(set) var isRestarting = false
  /// Whether a restart was asked for while one was under way.
  private var isWantedAnew = false
  private(set) var isStopping = false

  init(count: Int) {
    supervision = ProcessSupervision(
      count: count, gracefulTimeout: Self.gracefulTimeout, startTimeout: Self.startTimeout)
  }

  /// A supervision whose first processes are ready and have been for a minute.
  static func running(_ count: Int) -> SupervisedProcesses {
    var processes = SupervisedProcesses(count: count)
    processes.handle(.begin)
    for number in 1...count { processes.handle(.ready(number)) }
    processes.pass(.seconds(60))
    return processes
  }

  mutating func pass(_ time: Duration) { now += time }

  @discardableResult
  mutating func handle(_ event: ProcessSupervision.Event) -> [ProcessSupervision.Action] {
    note(event)
    let actions = supervision.handle(event, at: now)
    for action in actions { note(action) }
    return actions
  }

  private mutating func note(_ event: ProcessSupervision.Event) {
    switch event {
    case .ready(let number) where serving.contains(number): ready.insert(number)
    case .leaving(let number) where ready.contains(number): stop(number)
    case .exited(let number, _):
      serving.removeAll { $0 == number }
      stopping.removeAll { $0 == number }
      ready.remove(number)
      awaitingDeath.remove(number)
    case .restart: (isRestarting, isWantedAnew) = (true, isRestarting)
    case .stop: isStopping = true
    default: break
    }
  }

  private mutating func note(_ action: ProcessSupervision.Action) {
    switch action {
    case .start(let number, let delay):
      serving.append(number)
      notBefore[number] = now + delay
    case .tellToStop(let number): stop(number)
    case .kill(let number):
      if serving.contains(number) { awaitingDeath.insert(number) }
      stop(number)
    case .finish(let exitCode): exitCodes.append(exitCode)
    case .report(.restarted): (isRestarting, isWantedAnew) = (false, false)
    case .report(.restartFailed): (isRestarting, isWantedAnew) = (isWantedAnew, false)
    case .report(.startFailed): isStopping = true
    case .tellToCancel, .expectReady, .expectStop, .report: break
    }
  }

  private mutating func stop(_ number: Number) {
    guard let index = serving.firstIndex(of: number) else { return }
    serving.remove(at: index)
    stopping.append(number)
    ready.remove(number)
  }
}

extension ProcessSupervision.Action {
  /// What is done for a start that waits for nothing.
  static func startingAtOnce(_ number: ProcessSupervision.Number) -> [Self] {
    [
      .start(number, after: .zero),
      .expectReady(number, within: SupervisedProcesses.startTimeout + .seconds(1)),
    ]
  }

  /// What is done to stop a process.
  static func stopping(_ number: ProcessSupervision.Number) -> [Self] {
    [.tellToStop(number), .expectStop(number, within: SupervisedProcesses.stopTimeout)]
  }
}

extension ProcessEnd {
  static let well = ProcessEnd.exited(code: 0)
  static let killed = ProcessEnd.signaled(number: 9)
  static let trapped = ProcessEnd.signaled(number: 4)
}
