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
      let task = try await server.client.post("/tasks?ms=3000&count=1&fail=1", json: "{}")
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
        try await server.waitForLogLine(containing: "A background task failed")
        try await eventually("the end of the orphans") { !orphans.contains(where: isAlive) }
        #expect(try await server.client.get("/").text == "Hello, world!")
      }
    }
  }
}
