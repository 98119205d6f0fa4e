import AfterglowTesting
import FastCGI
import Glibc
import HTTPTypes
import Testing

/// The processes of a manager that has been killed.
@Suite(.serialized, .timeLimit(.minutes(1))) struct OrphanedProcessTests {
  @Test(arguments: [ServerListening.unixSocketByArgument, .loopbackByArgument])
  func `they give the address up at once, and their tasks finish beside a new manager`(
    listening: ServerListening
  ) async throws {
    try await managedRegistration("--workers", "1", listeningOn: listening) { server in
      let orphans = server.servingProcesses
      let begun = ContinuousClock.now
      let task = try await server.client.post("/tasks?ms=3000&count=1", json: "{}")
      #expect(task.text == #"{"message":"Accepted"}"#)
      try server.send(.kill)
      try await server.exitStatus()
      let arguments = ["--processes", "2", "--workers", "1", "--listen", "\(server.address)"]
      try await SpawnedServer.run(
        executable: .product("Registration"), arguments: arguments,
        environment: ["REGISTRATION_DATA": "data"],
        listeningOn: .nothing
      ) { successor in
        try await successor.waitForLogLine(containing: "manager=")
        #expect(orphans.contains(where: isAlive), "the task still runs")
        for _ in 0..<20 { #expect(try await server.client.get("/").text == "Hello, world!") }
        // The kit reads the log of a process only until its end, so the time tells that the task was not cut short.
        try await eventually("the end of the orphans", within: .seconds(30)) {
          !orphans.contains(where: isAlive)
        }
        #expect(begun.duration(to: .now) >= .seconds(3))
        #expect(try await server.client.get("/").text == "Hello, world!")
      }
    }
  }
}
