import AfterglowTesting
import HTTPTypes
import Subprocess
import Testing

/// The command line and the environment of the real executable.
@Suite(.timeLimit(.minutes(1))) struct RegistrationCommandLineTests {
  @Test(
    arguments: [
      ("--workers", "0"), ("--workers", "many"), ("--listen", "here"), ("--socket-mode", "999"),
      ("--backlog", "0"),
      ("--processes", "-1"), ("--max-body-size", "1x"), ("--graceful-timeout", "soon"),
      ("--log-level", "loud"),
    ])
  func `a bad value is named in one line, with the code 64`(option: String, value: String) async throws {
    let ended = try await RegistrationCommand.run(["\(option)=\(value)"])
    #expect(ended.code == 64)
    #expect(ended.output.isEmpty)
    #expect(ended.error.hasPrefix("Registration: The value '\(value)' is invalid for '\(option) <"))
    #expect(ended.error.contains("use "))
    #expect(ended.error.filter(\.isNewline).count == 1)
  }

  @Test func `a bad value of a variable is named in one line, with the code 64`() async throws {
    let ended = try await RegistrationCommand.run([], environment: ["AFTERGLOW_WORKERS": "many"])
    #expect(ended.code == 64)
    #expect(
      ended.error == """
        Registration: The value 'many' is invalid for 'AFTERGLOW_WORKERS': use a number of threads from 1 to 1024

        """)
  }

  @Test(arguments: ["--nonsense", "nonsense", "--workers"])
  func `what is not understood ends with the code 64 and one line`(argument: String) async throws {
    let ended = try await RegistrationCommand.run([argument])
    #expect(ended.code == 64)
    #expect(ended.error.hasPrefix("Registration: "))
    #expect(ended.error.contains(argument))
    #expect(ended.error.filter(\.isNewline).count == 1)
  }

  @Test func `--help has every option, and where the environment comes in`() async throws {
    let ended = try await RegistrationCommand.run(["--help"])
    #expect(ended.code == 0)
    #expect(ended.error.isEmpty)
    for option in [
      "listen", "socket-mode", "backlog", "processes", "workers", "max-requests", "max-body-size",
      "graceful-timeout", "start-timeout",
      "log-level", "help", "version",
    ] {
      #expect(ended.output.contains("--\(option)"), "--\(option)")
    }
    #expect(ended.output.contains("AFTERGLOW_MAX_BODY_SIZE"))
    #expect(ended.output.contains("USAGE: Registration "))
    #expect(ended.output.contains("routes"))
    #expect(ended.output.contains("check"))
  }

  @Test func `--version prints the version and nothing else`() async throws {
    let ended = try await RegistrationCommand.run(["--version"])
    #expect(ended.code == 0)
    #expect(ended.output == "0.1.0\n")
  }

  @Test func `routes prints the routes`() async throws {
    let ended = try await RegistrationCommand.run(["routes"])
    #expect(ended.code == 0)
    #expect(ended.error.isEmpty)
    let lines = ended.output.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
    for line in [
      "GET / ()", "POST /register (UserIn) background: 1", "POST /users (UserIn)", "GET /users/{id} (Int)",
    ] {
      #expect(lines.contains(line), "\(line)")
    }
  }

  @Test func `without a socket to listen on it says what to do, with the code 64`() async throws {
    let ended = try await RegistrationCommand.run([])
    #expect(ended.code == 64)
    #expect(ended.error.contains("Registration: Descriptor 0 is not a listening socket ("))
    #expect(ended.error.contains("Give an address with --listen"))
  }

  @Test func `a socket that another server listens on is left to it, with the code 69`() async throws {
    try await SpawnedServer.run(executable: .product("Registration"), listeningOn: .unixSocketByArgument) {
      server in
      let ended = try await RegistrationCommand.run(["--listen", "\(server.address)"])
      #expect(ended.code == 69)
      #expect(ended.error.contains("A server is already listening on \(server.address)."))
      let response = try await server.client.get("/")
      #expect(response.status == .ok)
    }
  }

  @Test(
    arguments: [
      (["AFTERGLOW_WORKERS": "3"], [], "workers=3"),
      (["AFTERGLOW_WORKERS": "3"], ["--workers", "2"], "workers=2"),
      (["AFTERGLOW_WORKERS": ""], [], "workers=4"),
      (["AFTERGLOW_WORKERS": "x"], ["--workers", "2"], "workers=2"),
      ([:], [], "workers=4"),
    ] as [([String: String], [String], String)])
  func `an option counts before a variable, and an empty variable is none`(
    environment: [String: String], arguments: [String], expected: String
  ) async throws {
    try await SpawnedServer.run(
      executable: .product("Registration"), arguments: arguments, environment: environment
    ) { server in
      let line = try await server.waitForLogLine(containing: "Serving.")
      #expect(line.contains(expected))
    }
  }

  @Test func `a variable that the service itself does not understand is named, with the code 64`()
    async throws
  {
    let ended = try await RegistrationCommand.run([], environment: ["REGISTRATION_ALLOW_CRASH": "yes"])
    #expect(ended.code == 64)
    #expect(ended.error.hasPrefix(#"Registration: REGISTRATION_ALLOW_CRASH="yes": "#))
  }

  @Test func `a data folder that can't be made is named, with the code 78`() async throws {
    try await SpawnedServer.run(
      executable: .product("Registration"), environment: ["REGISTRATION_DATA": "/dev/null/data"]
    ) { server in
      let status = try await server.exitStatus()
      #expect(status == .exited(code: 78))
      try await server.waitForLogLine(containing: "/dev/null/data")
    }
  }
}
