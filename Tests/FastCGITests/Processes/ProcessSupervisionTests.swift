import Testing

@testable import FastCGI

/// What is decided about the processes, event by event: starts, deaths and stops.
struct ProcessSupervisionTests {
  @Test func `at the begin as many are started as there are to be`() {
    var processes = SupervisedProcesses(count: 3)
    #expect(
      processes.handle(.begin)
        == ProcessSupervision.Action.startingAtOnce(1) + ProcessSupervision.Action.startingAtOnce(2)
        + ProcessSupervision.Action.startingAtOnce(3))
    #expect(processes.supervision.readyCount == 0)
  }

  @Test func `those that are ready are counted once`() {
    var processes = SupervisedProcesses(count: 2)
    processes.handle(.begin)
    #expect(processes.handle(.ready(1)).isEmpty)
    processes.handle(.ready(1))
    #expect(processes.supervision.readyCount == 1)
    processes.handle(.ready(2))
    #expect(processes.supervision.readyCount == 2)
  }

  @Test(arguments: [ProcessEnd.killed, .trapped, .exited(code: 1), .well])
  func `one that dies is replaced at once, under a new number`(end: ProcessEnd) {
    var processes = SupervisedProcesses.running(2)
    #expect(
      processes.handle(.exited(1, end))
        == [.report(.replacing(1, end, after: .zero))] + ProcessSupervision.Action.startingAtOnce(3))
    #expect(processes.serving == [2, 3])
    #expect(processes.supervision.restarts == 1)
  }

  @Test func `each death at once after the first doubles the wait, up to ten seconds`() {
    var processes = SupervisedProcesses.running(1)
    var delays: [Duration] = []
    processes.handle(.exited(1, .killed))
    for number in 2...11 {
      processes.pass(.milliseconds(5))
      for case .start(_, let delay) in processes.handle(.exited(number, .trapped)) {
        delays.append(delay)
        processes.pass(delay)
      }
    }
    let milliseconds = [0, 100, 200, 400, 800, 1600, 3200, 6400, 10000, 10000]
    #expect(delays == milliseconds.map { .milliseconds($0) })
  }

  @Test func `the wait is over after one that has lived for a second`() {
    var processes = SupervisedProcesses.running(1)
    processes.handle(.exited(1, .killed))
    for number in 2...5 { processes.handle(.exited(number, .killed)) }
    // It is started after the back-off of 400 ms.
    processes.pass(.milliseconds(400) + .seconds(1))
    #expect(
      processes.handle(.exited(6, .killed))
        == [.report(.replacing(6, .killed, after: .zero))] + ProcessSupervision.Action.startingAtOnce(7))
    #expect(processes.handle(.exited(7, .killed)).contains(.start(8, after: .zero)))
    #expect(processes.handle(.exited(8, .killed)).contains(.start(9, after: .milliseconds(100))))
  }

  @Test func `one that waits out its back-off is given its time to be ready from then on`() {
    var processes = SupervisedProcesses.running(1)
    processes.handle(.exited(1, .killed))
    processes.handle(.exited(2, .killed))
    let actions = processes.handle(.exited(3, .killed))
    #expect(
      actions.suffix(2) == [
        .start(4, after: .milliseconds(100)), .expectReady(4, within: .milliseconds(301_100)),
      ])
  }

  @Test func `one that is not ready in time is killed, and replaced when it is dead`() {
    var processes = SupervisedProcesses(count: 1)
    processes.handle(.begin)
    processes.pass(SupervisedProcesses.startTimeout + .seconds(1))
    #expect(processes.handle(.readyOverdue(1)) == [.report(.killing(1)), .kill(1)])
    #expect(processes.handle(.exited(1, .killed)).contains(.start(2, after: .zero)))
  }

  @Test func `one that is ready is not overdue`() {
    var processes = SupervisedProcesses.running(1)
    #expect(processes.handle(.readyOverdue(1)).isEmpty)
  }

  @Test func `one that leaves by itself is replaced at once and not when it has ended`() {
    var processes = SupervisedProcesses.running(2)
    #expect(
      processes.handle(.leaving(1))
        == [.report(.leaving(1)), .expectStop(1, within: SupervisedProcesses.stopTimeout)]
        + ProcessSupervision.Action.startingAtOnce(3))
    #expect(processes.handle(.exited(1, .well)).isEmpty)
    #expect(processes.serving == [2, 3])
  }

  @Test func `one that leaves by itself and never ends is killed, without another replacement`() {
    var processes = SupervisedProcesses.running(1)
    processes.handle(.leaving(1))
    #expect(processes.handle(.stopOverdue(1)) == [.report(.killing(1)), .kill(1)])
    #expect(processes.handle(.exited(1, .killed)) == [.report(.endedBadly(1, .killed))])
    #expect(processes.serving == [2])
  }

  @Test func `it says once only that it leaves`() {
    var processes = SupervisedProcesses.running(1)
    processes.handle(.leaving(1))
    #expect(processes.handle(.leaving(1)).isEmpty)
  }

  @Test func `events of numbers that don't exist do nothing`() {
    var processes = SupervisedProcesses.running(2)
    processes.handle(.exited(1, .killed))
    let events: [ProcessSupervision.Event] = [
      .ready(1), .leaving(1), .exited(1, .killed), .readyOverdue(1), .stopOverdue(1),
      .ready(99), .leaving(99), .exited(99, .well), .readyOverdue(99), .stopOverdue(99), .ready(0),
    ]
    for event in events { #expect(processes.handle(event).isEmpty, "\(event)") }
  }
}
