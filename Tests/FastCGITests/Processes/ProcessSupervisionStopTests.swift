import Testing

@testable import FastCGI

/// How the manager's stop ends, and with which exit code.
struct ProcessSupervisionStopTests {
  private typealias Action = ProcessSupervision.Action

  @Test func `a stop tells every process and ends with the last of them`() {
    var processes = SupervisedProcesses.running(2)
    #expect(processes.handle(.stop) == Action.stopping(1) + Action.stopping(2))
    #expect(processes.handle(.exited(2, .well)).isEmpty)
    #expect(processes.handle(.exited(1, .well)) == [.finish(exitCode: 0)])
  }

  @Test func `a second stop has what is in hand cancelled, and a third changes nothing`() {
    var processes = SupervisedProcesses.running(2)
    processes.handle(.stop)
    processes.handle(.exited(2, .well))
    #expect(
      processes.handle(.stop)
        == [.tellToCancel(1), .expectStop(1, within: SupervisedProcesses.cancelTimeout)])
    #expect(processes.handle(.stop).isEmpty)
    processes.handle(.exited(1, .well))
    #expect(processes.handle(.stop).isEmpty)
    #expect(processes.exitCodes == [0])
  }

  @Test func `a stop before the begin is the end`() {
    var processes = SupervisedProcesses(count: 2)
    #expect(processes.handle(.stop) == [.finish(exitCode: 0)])
  }

  @Test func `while it stops nothing is started`() {
    var processes = SupervisedProcesses.running(3)
    processes.handle(.stop)
    for event in [ProcessSupervision.Event.restart, .leaving(1), .ready(2)] {
      #expect(processes.handle(event).isEmpty, "\(event)")
    }
    #expect(processes.handle(.exited(1, .killed)) == [.report(.endedBadly(1, .killed))])
    #expect(processes.supervision.processCount == 2)
  }

  @Test func `what takes too long to stop is killed, and nothing else`() {
    var processes = SupervisedProcesses.running(2)
    processes.handle(.stop)
    processes.handle(.exited(1, .well))
    #expect(processes.handle(.stopOverdue(1)).isEmpty)
    #expect(processes.handle(.stopOverdue(2)) == [.report(.killing(2)), .kill(2)])
    #expect(
      processes.handle(.exited(2, .killed)) == [.report(.endedBadly(2, .killed)), .finish(exitCode: 75)])
  }

  @Test func `nobody is killed who was not told to stop`() {
    var processes = SupervisedProcesses.running(1)
    #expect(processes.handle(.stopOverdue(1)).isEmpty)
  }

  @Test(arguments: [ProcessEnd.exited(code: 75), .trapped, .signaled(number: 15)])
  func `one that does not end well makes the exit code 75`(end: ProcessEnd) {
    var processes = SupervisedProcesses.running(2)
    processes.handle(.stop)
    #expect(processes.handle(.exited(1, end)) == [.report(.endedBadly(1, end))])
    #expect(processes.handle(.exited(2, .well)) == [.finish(exitCode: 75)])
  }

  @Test func `one that was told to stop before it served dies of it, and that is well`() {
    var processes = SupervisedProcesses(count: 1)
    processes.handle(.begin)
    processes.handle(.stop)
    #expect(processes.handle(.exited(1, .signaled(number: 15))) == [.finish(exitCode: 0)])
  }

  @Test func `a process that has left by itself is waited for, and not told again`() {
    var processes = SupervisedProcesses.running(1)
    processes.handle(.leaving(1))
    #expect(processes.handle(.stop) == Action.stopping(2))
    processes.handle(.exited(2, .signaled(number: 15)))
    #expect(processes.handle(.exited(1, .well)) == [.finish(exitCode: 0)])
  }

  @Test(arguments: [64, 70, 78] as [Int32])
  func `a configuration that can't be served is given up at the first start`(code: Int32) {
    var processes = SupervisedProcesses(count: 2)
    processes.handle(.begin)
    let end = ProcessEnd.exited(code: code)
    #expect(processes.handle(.exited(1, end)) == [.report(.startFailed(1, end))] + Action.stopping(2))
    // The other one's end is not what it was given up for.
    #expect(processes.handle(.exited(2, end)).last == .finish(exitCode: code))
    #expect(processes.exitCodes == [code])
  }

  @Test func `an executable that can't be started is given up as well`() {
    var processes = SupervisedProcesses(count: 1)
    processes.handle(.begin)
    let end = ProcessEnd.notStarted(reason: "no such file")
    #expect(processes.handle(.exited(1, end)) == [.report(.startFailed(1, end)), .finish(exitCode: 71)])
  }

  @Test func `a death for another reason at the first start is no reason to give up`() {
    var processes = SupervisedProcesses(count: 1)
    processes.handle(.begin)
    #expect(processes.handle(.exited(1, .exited(code: 69))).contains(.start(2, after: .zero)))
  }

  @Test func `once one has been ready, nothing is given up`() {
    var processes = SupervisedProcesses(count: 2)
    processes.handle(.begin)
    processes.handle(.ready(1))
    #expect(processes.handle(.exited(2, .exited(code: 78))).contains(.start(3, after: .zero)))
    #expect(processes.exitCodes.isEmpty)
  }

  @Test func `a stop during a restart stops the newcomer as well`() {
    var processes = SupervisedProcesses.running(2)
    processes.handle(.restart)
    #expect(
      processes.handle(.stop) == Action.stopping(1) + Action.stopping(2) + Action.stopping(3))
    processes.handle(.exited(3, .signaled(number: 15)))
    processes.handle(.exited(1, .well))
    #expect(processes.handle(.exited(2, .well)) == [.finish(exitCode: 0)])
  }
}
