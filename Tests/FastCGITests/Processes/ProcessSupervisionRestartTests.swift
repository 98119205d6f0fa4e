import Testing

@testable import FastCGI

/// SIGHUP: one process after another is replaced, and nobody is stopped before somebody else is ready.
struct ProcessSupervisionRestartTests {
  private typealias Action = ProcessSupervision.Action

  @Test func `each is told to stop when its newcomer is ready, one after another`() {
    var processes = SupervisedProcesses.running(2)
    #expect(processes.handle(.restart) == Action.startingAtOnce(3))
    #expect(processes.handle(.ready(3)) == Action.stopping(1) + Action.startingAtOnce(4))
    #expect(processes.handle(.exited(1, .well)).isEmpty)
    #expect(processes.handle(.ready(4)) == Action.stopping(2) + [.report(.restarted)])
    #expect(processes.handle(.exited(2, .well)).isEmpty)
    #expect(processes.serving == [3, 4])
    #expect(processes.supervision.restarts == 2)
  }

  @Test func `an old one that takes its time to stop does not hold up the restart`() {
    var processes = SupervisedProcesses.running(2)
    processes.handle(.restart)
    processes.handle(.ready(3))
    processes.handle(.ready(4))
    #expect(processes.stopping == [1, 2])
    #expect(processes.handle(.stopOverdue(1)) == [.report(.killing(1)), .kill(1)])
    #expect(processes.handle(.exited(1, .killed)) == [.report(.endedBadly(1, .killed))])
    #expect(processes.serving == [3, 4])
  }

  @Test(arguments: [ProcessEnd.exited(code: 78), .trapped, .notStarted(reason: "no such file")])
  func `a newcomer that dies breaks it off, and the old ones go on`(end: ProcessEnd) {
    var processes = SupervisedProcesses.running(2)
    processes.handle(.restart)
    #expect(
      processes.handle(.exited(3, end)) == [.report(.restartFailed(3, reason: "it ended: \(end)"))])
    #expect(processes.serving == [1, 2])
    #expect(processes.ready == [1, 2])
  }

  @Test func `the second newcomer's death leaves what has been replaced`() {
    var processes = SupervisedProcesses.running(3)
    processes.handle(.restart)
    processes.handle(.ready(4))
    processes.handle(.exited(5, .killed))
    #expect(processes.serving == [2, 3, 4])
  }

  @Test func `a newcomer that is never ready is killed and breaks it off`() {
    var processes = SupervisedProcesses.running(2)
    processes.handle(.restart)
    #expect(
      processes.handle(.readyOverdue(3)) == [
        .report(.restartFailed(3, reason: "it was not ready within 300.0 seconds")), .report(.killing(3)),
        .kill(3),
      ])
    #expect(processes.handle(.ready(3)).isEmpty)
    #expect(processes.handle(.exited(3, .killed)) == [.report(.endedBadly(3, .killed))])
    #expect(processes.serving == [1, 2])
  }

  @Test func `a restart that is asked for while one is under way begins anew if that fails`() {
    var processes = SupervisedProcesses.running(2)
    processes.handle(.restart)
    processes.handle(.restart)
    let end = ProcessEnd.exited(code: 78)
    #expect(
      processes.handle(.exited(3, end))
        == [.report(.restartFailed(3, reason: "it ended: \(end)"))] + Action.startingAtOnce(4))
    // The newcomer is younger than the last signal: its end is the end of it.
    #expect(
      processes.handle(.exited(4, end)) == [.report(.restartFailed(4, reason: "it ended: \(end)"))])
    #expect(processes.serving == [1, 2])
  }

  @Test func `a restart that is asked for while a newcomer hangs begins anew when that is killed`() {
    var processes = SupervisedProcesses.running(1)
    processes.handle(.restart)
    processes.handle(.restart)
    let actions = processes.handle(.readyOverdue(2))
    #expect(actions.contains(.kill(2)))
    #expect(actions.contains(.start(3, after: .zero)))
    processes.handle(.exited(2, .killed))
    #expect(processes.handle(.ready(3)) == Action.stopping(1) + [.report(.restarted)])
    #expect(processes.serving == [3])
  }

  @Test func `a restart that was broken off can be tried again`() {
    var processes = SupervisedProcesses.running(1)
    processes.handle(.restart)
    processes.handle(.exited(2, .trapped))
    #expect(processes.handle(.restart) == Action.startingAtOnce(3))
    #expect(processes.handle(.ready(3)) == Action.stopping(1) + [.report(.restarted)])
  }

  @Test func `one that dies while its newcomer starts leaves its place to that`() {
    var processes = SupervisedProcesses.running(2)
    processes.handle(.restart)
    #expect(processes.handle(.exited(1, .killed)) == [.report(.replacing(1, .killed, after: .zero))])
    #expect(processes.handle(.ready(3)) == Action.startingAtOnce(4))
    #expect(processes.handle(.ready(4)) == Action.stopping(2) + [.report(.restarted)])
  }

  @Test func `one that leaves while its newcomer starts leaves its place to that`() {
    var processes = SupervisedProcesses.running(1)
    processes.handle(.restart)
    processes.handle(.leaving(1))
    #expect(processes.serving == [2])
    #expect(processes.handle(.ready(2)) == [.report(.restarted)])
  }

  @Test func `if both of a pair die, the restart is broken off and the place is filled`() {
    var processes = SupervisedProcesses.running(2)
    processes.handle(.restart)
    processes.handle(.exited(1, .killed))
    let actions = processes.handle(.exited(3, .trapped))
    #expect(actions.first == .report(.restartFailed(3, reason: "it ended: \(ProcessEnd.trapped)")))
    #expect(processes.serving == [2, 4])
    #expect(processes.handle(.ready(4)).isEmpty)
  }

  @Test func `a newcomer that is never ready and has a place to fill is replaced when it is dead`() {
    var processes = SupervisedProcesses.running(1)
    processes.handle(.restart)
    processes.handle(.exited(1, .killed))
    processes.handle(.readyOverdue(2))
    #expect(processes.handle(.exited(2, .killed)).contains(.start(3, after: .zero)))
    #expect(processes.serving == [3])
  }

  @Test func `one that dies before its turn is replaced by itself`() {
    var processes = SupervisedProcesses.running(2)
    processes.handle(.restart)
    #expect(processes.handle(.exited(2, .killed)).contains(.start(4, after: .zero)))
    #expect(processes.handle(.ready(3)) == Action.stopping(1) + [.report(.restarted)])
  }

  @Test func `a second restart replaces the newcomers of the first as well`() {
    var processes = SupervisedProcesses.running(2)
    processes.handle(.restart)
    processes.handle(.ready(3))
    #expect(processes.handle(.restart).isEmpty)
    for number in 4...6 { processes.handle(.ready(number)) }
    #expect(processes.serving == [5, 6])
    #expect(processes.stopping == [1, 2, 3, 4])
  }

  @Test func `one that waits out its back-off is replaced as well`() {
    var processes = SupervisedProcesses.running(1)
    for number in 1...3 { processes.handle(.exited(number, .killed)) }
    #expect(processes.handle(.restart) == Action.startingAtOnce(5))
    #expect(processes.handle(.ready(5)) == Action.stopping(4) + [.report(.restarted)])
    #expect(processes.handle(.exited(4, .well)).isEmpty)
  }
}
