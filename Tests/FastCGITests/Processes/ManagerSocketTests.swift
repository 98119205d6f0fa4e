import AfterglowTesting
import FoundationEssentials
import Glibc
import Testing

@testable import FastCGI

/// Where the manager's processes connect to it, and where they leave their statuses.
@Suite(.timeLimit(.minutes(1))) struct ManagerSocketTests {
  @Test func `the statuses are in the folder for temporary files, and removed at the end`() async throws {
    let folder = try TestFolder()
    try await managedRegistration("--workers", "1", processes: 1, environment: ["TMPDIR": folder.path]) {
      server in
      let statusFolder = try #require(try server.folderOfManager(server.servingProcesses[0]))
      #expect(statusFolder.hasPrefix(folder.path("afterglow-")))
      try server.terminate()
      #expect(try await server.exitStatus() == .exited(code: 0))
      #expect(try folder.names().isEmpty)
    }
  }

  @Test func `a folder that a cleaner removes is made anew, and the processes serve on and are replaced`()
    async throws
  {
    try await managedRegistration("--workers", "1", processes: 1) { server in
      let former = server.servingProcesses
      let folder = try #require(try server.folderOfManager(former[0]))
      try FileManager.default.removeItem(atPath: folder)
      try server.send(.hangUp)
      // It says that it is ready, without which the other one would go on.
      let current = try await server.waitForProcesses(1, otherThan: former)
      try await server.waitForLogLine(containing: "Every process has been replaced.")
      #expect(try await server.client.get("/").text == "Hello, world!")
      #expect(access(folder + "/manager.json", F_OK) == 0)
      try server.terminate()
      #expect(try await server.exitStatus() == .exited(code: 0))
      #expect(access(folder, F_OK) != 0)
      #expect(!isAlive(current[0]))
    }
  }

  @Test func `a message of each side is read by the other`() async throws {
    let socket = try ManagerSocket()
    let reports = Recorded<String>()
    let orders = Recorded<ManagerOrder>()
    try socket.receive { reports.append("\($1) \($0)") }
    let connection = ManagerConnection(name: socket.name)
    try connection.open(manager: getpid()) { orders.append($0) }
    for report in [ProcessReport.started, .ready, .stopping] { connection.send(report.message(of: 7)) }
    try await eventually("the reports") { reports.elements == ["started 7", "ready 7", "stopping 7"] }
    for order in [ManagerOrder.leave, .cancel, .end] { socket.send(order, to: 7) }
    socket.send(.end, to: 8)
    try await eventually("the orders") { orders.elements == [.leave, .cancel, .end] }
    #expect(!connection.isLost)
  }

  @Test func `nobody listening, or somebody else, is a manager that has gone`() throws {
    let orders = Recorded<ManagerOrder>()
    try ManagerConnection(name: "@afterglow-nobody").open(manager: getpid()) { orders.append($0) }
    let other = try ManagerSocket()
    try ManagerConnection(name: other.name).open(manager: getppid()) { orders.append($0) }
    #expect(orders.elements == [.gone, .gone])
  }

  @Test func `a folder that can't be written to is named, with what to do, in one line`() async throws {
    try await SpawnedServer.run(
      executable: .product("Registration"), arguments: ["--processes", "1"],
      environment: ["REGISTRATION_DATA": "data", "TMPDIR": "/proc"]
    ) { server in
      #expect(try await server.exitStatus() == .exited(code: 69))
      try await eventually("the log") { !server.log.isEmpty }
      #expect(
        server.log.first?.hasPrefix(
          "Registration: mkdtemp /proc/afterglow-XXXXXX (TMPDIR can name a folder that may be written to): ")
          == true)
      #expect(server.log.count == 1)
    }
  }
}
