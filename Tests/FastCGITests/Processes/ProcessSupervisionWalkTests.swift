import AfterglowTesting
import Testing

@testable import FastCGI

/// Events at random, thousands of them, and what has to hold after each.
struct ProcessSupervisionWalkTests {
  private static let walks = 1_000
  private static let stepsOfAWalk = 60

  @Test func `whatever happens in whatever order, the places are filled and the end is one`() async {
    var generator = SeededGenerator(seed: 3)
    for walk in 0..<Self.walks {
      // Other tests wait for a thread.
      await Task.yield()
      var processes = SupervisedProcesses(count: 1 + walk % 4)
      var history: [ProcessSupervision.Event] = [.begin]
      var fault = Self.fault(of: &processes, at: .begin)
      while fault == nil, history.count < Self.stepsOfAWalk, processes.exitCodes.isEmpty {
        let event = Self.event(for: processes, &generator)
        history.append(event)
        processes.pass(.milliseconds(Int.random(in: 0...1_500, using: &generator)))
        fault = Self.fault(of: &processes, at: event)
      }
      if fault == nil { fault = Self.faultOfStop(&processes, &history) }
      guard fault == nil else {
        Issue.record("\(fault ?? "") after \(history)")
        return
      }
    }
  }

  /// An event that can happen now; what processes do is likelier than what people do.
  private static func event(
    for processes: SupervisedProcesses, _ generator: inout SeededGenerator
  ) -> ProcessSupervision.Event {
    let number = Int.random(in: 0...(processes.notBefore.count + 1), using: &generator)
    let hasBegun = processes.notBefore[number].map { $0 <= processes.now } ?? true
    switch Int.random(in: 0..<20, using: &generator) {
    case 0..<8 where hasBegun: return .ready(number)
    case 8..<13 where hasBegun: return .exited(number, end(&generator))
    case 13..<15 where hasBegun: return .leaving(number)
    case 15: return .readyOverdue(number)
    case 16: return .stopOverdue(number)
    case 17 where Int.random(in: 0..<8, using: &generator) == 0: return .stop
    default: return .restart
    }
  }

  private static func end(_ generator: inout SeededGenerator) -> ProcessEnd {
    let ends: [ProcessEnd] = [
      .well, .killed, .trapped, .signaled(number: 15), .exited(code: 1), .exited(code: 75), .exited(code: 78),
      .notStarted(reason: "no such file"),
    ]
    return ends[Int.random(in: 0..<ends.count, using: &generator)]
  }

  /// Handles an event, and says what should not have come of it.
  private static func fault(
    of processes: inout SupervisedProcesses, at event: ProcessSupervision.Event
  ) -> String? {
    let before = processes
    let actions = processes.handle(event)
    if processes.exitCodes.count > 1 { return "the end came twice" }
    if let number = event.number, before.isUnknown(number), !actions.isEmpty {
      return "a stranger was obeyed"
    }
    if actions.contains(where: { $0.target.map(before.isUnknown) ?? false }) { return "a stranger was told" }
    if processes.hasEnded { return processes.supervision.processCount == 0 ? nil : "the end came too early" }
    if processes.isStopping { return processes.serving.isEmpty ? nil : "somebody was not told to stop" }
    return faultOfPlaces(before, processes, actions)
  }

  private static func faultOfPlaces(
    _ before: SupervisedProcesses, _ after: SupervisedProcesses, _ actions: [ProcessSupervision.Action]
  ) -> String? {
    let count = after.supervision.count
    // One that was killed for not being ready is replaced when it is dead.
    if after.serving.count + after.awaitingDeath.count < count { return "a place is empty" }
    if after.serving.count > count + 1 { return "there are two newcomers" }
    if after.serving.count > count, !after.isRestarting { return "there is one too many" }
    let told = actions.compactMap { if case .tellToStop(let number) = $0 { number } else { nil } }
    if told.count > 1 { return "two were stopped at once" }
    if let number = told.first, after.ready.count < min(before.ready.count, count) {
      return "\(number) was stopped before another was ready"
    }
    return nil
  }

  /// Stops, and lets every process end that still runs.
  private static func faultOfStop(
    _ processes: inout SupervisedProcesses, _ history: inout [ProcessSupervision.Event]
  ) -> String? {
    if !processes.hasEnded, !processes.isStopping {
      history.append(.stop)
      if let fault = fault(of: &processes, at: .stop) { return fault }
    }
    for number in processes.stopping {
      history.append(.exited(number, .well))
      if let fault = fault(of: &processes, at: .exited(number, .well)) { return fault }
    }
    return processes.exitCodes.count == 1 ? nil : "there was no end"
  }
}

extension SupervisedProcesses {
  fileprivate var hasEnded: Bool { !exitCodes.isEmpty }

  fileprivate func isUnknown(_ number: Number) -> Bool {
    !serving.contains(number) && !stopping.contains(number)
  }
}

extension ProcessSupervision.Event {
  fileprivate var number: ProcessSupervision.Number? {
    switch self {
    case .ready(let number), .leaving(let number), .exited(let number, _), .readyOverdue(let number),
      .stopOverdue(let number):
      number
    case .begin, .restart, .stop: nil
    }
  }
}

extension ProcessSupervision.Action {
  /// Whom it concerns, if that one has to exist already.
  fileprivate var target: ProcessSupervision.Number? {
    switch self {
    case .tellToStop(let number), .tellToCancel(let number), .kill(let number), .expectStop(let number, _):
      number
    case .start, .expectReady, .report, .finish: nil
    }
  }
}
