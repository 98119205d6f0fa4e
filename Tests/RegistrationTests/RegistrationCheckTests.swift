import AfterglowTesting
import HTTPTypes
import Subprocess
import Testing

/// `Registration check` against a running `Registration`.
@Suite(.timeLimit(.minutes(1))) struct RegistrationCheckTests {
  private func check(_ arguments: [String], environment: [Environment.Key: String] = [:]) async throws
    -> RegistrationCommand.Ended
  {
    try await RegistrationCommand.run(["check"] + arguments, environment: environment)
  }

  @Test(arguments: [ServerListening.unixSocketByArgument, .loopbackByArgument])
  func `an application that answers is well, with one line and the code 0`(listening: ServerListening)
    async throws
  {
    try await SpawnedServer.run(executable: .product("Registration"), listeningOn: listening) { server in
      let ended = try await check(["--listen", "\(server.address)"])
      #expect(ended.output == "GET / at \(server.address): 200\n")
      #expect(ended.error.isEmpty)
      #expect(ended.code == 0)
    }
  }

  @Test func `an image names the address, the path and the time in its environment`() async throws {
    try await SpawnedServer.run(executable: .product("Registration"), listeningOn: .unixSocketByArgument) {
      server in
      let ended = try await check(
        [],
        environment: [
          "AFTERGLOW_LISTEN": "\(server.address)", "AFTERGLOW_CHECK_PATH": "/users/x",
          "AFTERGLOW_CHECK_TIMEOUT": "3s",
        ])
      #expect(ended.output == "GET /users/x at \(server.address): 400\n")
      #expect(ended.code == 0)
    }
  }

  @Test
  func `an application whose workers are busy beyond the deadline is not well, with one line and the code 1`()
    async throws
  {
    try await SpawnedServer.run(
      executable: .product("Registration"), arguments: ["--workers", "1"], listeningOn: .unixSocketByArgument
    ) { server in
      let response = try await server.client.send(method: .post, target: "/tasks?ms=1000")
      #expect(response.status == .accepted)
      let ended = try await check(["--listen", "\(server.address)", "--timeout", "50ms"])
      #expect(
        ended.error == """
          Registration: GET / at \(server.address): there is no whole answer within 0.05 seconds; every worker may be busy.

          """)
      #expect(ended.output.isEmpty)
      #expect(ended.code == 1)
    }
  }

  @Test func `where nobody listens nothing is well, with one line and the code 1`() async throws {
    let ended = try await check(["--listen", "unix:nobody.sock"])
    #expect(
      ended.error
        == "Registration: GET / at unix:nobody.sock: expected a connection to unix:nobody.sock, got No such file or directory.\n"
    )
    #expect(ended.code == 1)
  }

  @Test func `without an address it says where to name one, with the code 64`() async throws {
    let ended = try await check([])
    #expect(
      ended.error
        == "Registration: There is no address to check; name it with --listen or in AFTERGLOW_LISTEN.\n")
    #expect(ended.code == 64)
  }

  @Test func `a bad value of a variable is named, with the code 64`() async throws {
    let ended = try await check(
      ["--listen", "unix:nobody.sock"], environment: ["AFTERGLOW_CHECK_PATH": "health"])
    #expect(ended.error.hasPrefix("Registration: The value 'health' is invalid for 'AFTERGLOW_CHECK_PATH': "))
    #expect(ended.code == 64)
  }
}
