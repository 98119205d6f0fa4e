import AfterglowTesting
import FoundationEssentials
import HTTPTypes
import Testing

@testable import FastCGI

#if canImport(Glibc)
  import Glibc
#endif

/// What a manager reads of a process that can say nothing any more.
@Suite(.timeLimit(.minutes(1))) struct ActivityBoardTests {
  @Test func `what is written is read, of busy workers only`() throws {
    let board = try ActivityBoard()
    #expect(board.inHand == [])
    let slots = ActivityBoardSlot.slots(of: board.path, count: 4)
    try #require(slots.count == 4)
    #expect(board.inHand == [])
    slots[0].begin(.responding)
    for text in ["GET", " ", "/a"] { slots[0].write(text) }
    slots[1].begin(.receiving)
    slots[3].begin(.runningTask)
    slots[3].write("e-mail")
    #expect(board.inHand == [.responding("GET /a"), .receiving, .runningTask("e-mail")])
    slots[0].begin(.idle)
    slots[1].begin(.responding)
    slots[3].begin(.ended)
    #expect(board.inHand == [.responding("")])
  }

  @Test func `what is too long is cut, and goes into nobody else's place`() throws {
    let board = try ActivityBoard()
    let slots = ActivityBoardSlot.slots(of: board.path, count: 2)
    slots[1].begin(.runningTask)
    slots[1].write("second")
    slots[0].begin(.responding)
    for _ in 0..<3 { slots[0].write(String(repeating: "ä", count: 150)) }
    let longest = ActivityBoardSlot.size - 4
    #expect(
      board.inHand == [.responding(String(repeating: "ä", count: longest / 2)), .runningTask("second")])
  }

  @Test func `a board that isn't there is done without`() {
    #expect(ActivityBoardSlot.slots(of: "/proc/self/fd/1000000", count: 2).isEmpty)
    #expect(ActivityBoardSlot.slots(of: "/dev/null", count: 2).isEmpty)
  }

  @Test func `a process that traps leaves the names of the requests in hand in the manager's log`()
    async throws
  {
    try await managedRegistration("--workers", "3", processes: 1) { server in
      let (slow, _) = try await server.beginManaged("/slow?ms=50000")
      _ = try? await server.client.send(target: "/crash", extraParams: [("REQUEST_ID", "crash-1")])
      let line = try await server.waitForLogLine(
        containing: "A process died and is replaced.", within: .seconds(30))
      #expect(line.contains("request GET /slow ("))
      #expect(line.contains("request GET /crash (crash-1)"))
      await slow.close()
    }
  }

  @Test func `a process that is killed leaves the names of the tasks in hand`() async throws {
    try await managedRegistration("--workers", "2", processes: 1) { server in
      let response = try await server.client.post("/tasks?ms=50000&count=1", json: "{}")
      #expect(response.status == .accepted)
      let process = try #require(server.managedProcesses.first)
      // The task begins after the response.
      try await eventually("the task") { runsTask(underManager: server.processIdentifier) }
      kill(process, SIGKILL)
      let line = try await server.waitForLogLine(
        containing: "A process died and is replaced.", within: .seconds(30))
      #expect(line.contains("signal 9") && line.contains("in-hand=background task "))
    }
  }

  @Test func `boards of processes that have ended are given back`() async throws {
    try await managedRegistration("--workers", "1", processes: 1) { server in
      let before = descriptorCount(of: server.processIdentifier)
      var processes = try await server.waitForProcesses(1)
      for _ in 0..<5 {
        kill(processes[0], SIGKILL)
        processes = try await server.waitForProcesses(1, otherThan: processes)
      }
      try await eventually("as many descriptors as before") {
        descriptorCount(of: server.processIdentifier) <= before
      }
    }
  }

  /// Whether a board of the manager's has a task on it: the number 3 for the kind of activity, at the beginning of a slot.
  private func runsTask(underManager manager: Int32) -> Bool {
    let folder = "/proc/\(manager)/fd"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.contains { name in
      let path = "\(folder)/\(name)"
      let target = try? FileManager.default.destinationOfSymbolicLink(atPath: path)
      guard target?.contains("afterglow-activity") == true else { return false }
      let bytes = (try? Data(contentsOf: URL(filePath: path))) ?? Data()
      return stride(from: 0, to: bytes.count, by: ActivityBoardSlot.size).contains { bytes[$0] == 3 }
    }
  }

  private func descriptorCount(of process: Int32) -> Int {
    (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/fd").count) ?? -1
  }
}
