import AfterglowTesting
import FoundationEssentials
import Glibc
import Testing

/// What one process does is no concern of the others.
@Suite(.serialized, .timeLimit(.minutes(1))) struct ProcessManagerTests {
  @Test(arguments: [1, 3]) func `as many processes serve as were asked for`(count: Int) async throws {
    try await managedRegistration("--workers", "1", processes: count) { server in
      #expect(server.servingProcesses.count == count)
      var inHand: [FastCGIConnection] = []
      var busy: Set<Int32> = []
      for _ in 0..<count {
        inHand.append(try await server.send("/slow?ms=1000"))
        let process = try await eventually("another process that has a request") {
          server.servingProcesses.first { !busy.contains($0) && connections(of: $0) == 1 }
        }
        busy.insert(process)
      }
      for connection in inHand {
        let response = try await connection.receiveResponse()
        #expect(response.text == "ok")
      }
    }
  }

  @Test func `one that is killed is replaced within a second and costs only what it had in hand`()
    async throws
  {
    try await managedRegistration("--workers", "1") { server in
      let former = server.servingProcesses
      let first = try await server.beginManaged("/slow?ms=60000")
      let other = try #require(former.first { $0 != first.process })
      let spared = try await server.send("/slow?ms=800")
      try await eventually("the other request's acceptance") { connections(of: other) == 1 }
      kill(first.process, SIGKILL)
      try await eventually("two processes", within: .seconds(1)) { server.managedProcesses.count == 2 }
      await #expect(throws: ConnectionError.self) { try await first.connection.receiveResponse() }
      let response = try await spared.receiveResponse()
      #expect(response.text == "ok")
      #expect(try await server.waitForProcesses(2).contains(other))
      let line = try await server.waitForLogLine(containing: "A process died and is replaced.")
      #expect(line.contains("end=signal 9 (Killed)") && line.contains("after=0.0 seconds"))
    }
  }

  @Test func `a trap costs only the requests of its process`() async throws {
    try await managedRegistration("--workers", "1") { server in
      let spared = try await server.beginManaged("/slow?ms=800")
      await #expect(throws: ConnectionError.self) { try await server.client.get("/crash") }
      try await server.waitForLogLine(containing: "GET /crash was asked for")
      let line = try await server.waitForLogLine(containing: "A process died and is replaced.")
      #expect(line.contains("end=signal "))
      let response = try await spared.connection.receiveResponse()
      #expect(response.text == "ok")
      #expect(try await server.waitForProcesses(2).contains(spared.process))
      _ = try await server.client.get("/")
    }
  }

  @Test func `one that dies at once again and again is started after longer and longer waits`() async throws {
    try await managedRegistration("--workers", "1", processes: 1) { server in
      let (data, aside) = (server.folder + "/data", server.folder + "/aside")
      let former = server.servingProcesses
      rename(data, aside)
      try Data().write(to: URL(filePath: data))
      kill(former[0], SIGKILL)
      for wait in ["0.2", "0.4"] {
        try await server.waitForLogLine(containing: "after=\(wait) seconds end=exit code 78")
      }
      // It works again as soon as it can.
      unlink(data)
      rename(aside, data)
      try await server.waitForProcesses(1, otherThan: former)
      #expect(try await server.client.get("/").text == "Hello, world!")
    }
  }

  @Test func `after the most requests it may serve, a process is replaced without a failed request`()
    async throws
  {
    try await managedRegistration("--workers", "2", "--max-requests", "50") { server in
      let former = server.servingProcesses
      try await eventually("the replacement of both", within: .seconds(20)) {
        for number in 0..<20 {
          let response =
            number % 2 == 0
            ? try await server.client.get("/") : try await server.client.post("/tasks?count=1", json: "{}")
          #expect(response.text == "Hello, world!" || response.text == #"{"message":"Accepted"}"#)
        }
        return !former.contains(where: isAlive)
      }
      try await eventually("what the manager says of it") {
        server.logCount(of: "A process stops by itself and is replaced.") >= 2
      }
      #expect(server.logCount(of: "A process died") == 0)
    }
  }

  @Test func `one that gets SIGTERM itself is replaced while it finishes its request`() async throws {
    try await managedRegistration("--workers", "1") { server in
      let inHand = try await server.beginManaged("/slow?ms=1000")
      kill(inHand.process, SIGTERM)
      try await eventually("a third process") { server.servingProcesses.count == 3 }
      #expect(server.servingProcesses.contains(inHand.process))
      let response = try await inHand.connection.receiveResponse()
      #expect(response.text == "ok")
      try await server.waitForProcesses(2, otherThan: [inHand.process])
      #expect(server.logCount(of: "A process died") == 0)
    }
  }

  @Test func `the manager stays small`() async throws {
    try await managedRegistration("--workers", "1", processes: 1) { server in
      let before = try residentKilobytes(of: server.processIdentifier)
      for _ in 0..<10 {
        let former = server.servingProcesses
        kill(former[0], SIGTERM)
        try await server.waitForProcesses(1, otherThan: former)
      }
      let after = try residentKilobytes(of: server.processIdentifier)
      // Of a debug build, which is the larger one.
      #expect(after < 32 << 10, "\(before) KiB before, \(after) KiB after ten replacements")
      #expect(after - before < 2 << 10, "\(before) KiB before, \(after) KiB after ten replacements")
    }
  }
}

/// The memory that a process has in use, in KiB (proc(5): VmRSS).
func residentKilobytes(of process: Int32) throws -> Int {
  let text = try String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
  let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("VmRSS:") })
  return try #require(line.split(separator: " ").compactMap { Int($0) }.first)
}
