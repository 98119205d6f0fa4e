import AfterglowTesting
import FoundationEssentials
import Glibc
import HTTPTypes
import Testing

/// The other ways in which an application is started: each hands it a listening socket.
@Suite(.serialized, .timeLimit(.minutes(1))) struct OtherSpawnersTests {
  private static let spawnFCGI = "/usr/bin/spawn-fcgi"
  private static let socketActivate = "/usr/bin/systemd-socket-activate"
  private static let lighttpd = "/usr/sbin/lighttpd"

  @Test(
    .enabled(if: access(spawnFCGI, X_OK) == 0, "there is no spawn-fcgi; Tests/run installs it"),
    arguments: [0, 2])
  func `spawn-fcgi`(processes: Int) async throws {
    let folder = try TestFolder()
    let arguments = [
      "-s", folder.path("application.sock"), "-M", "0660", "-n", "--", try pathOfRegistration(),
      "--processes", "\(processes)", "--workers", "2",
    ]
    try await started(.path(Self.spawnFCGI), arguments) { server in
      let client = FastCGIClient(address: .unix(path: folder.path("application.sock")))
      try await servesUntilItsEnd(client, server, processes: processes)
    }
  }

  @Test(
    .enabled(if: access(socketActivate, X_OK) == 0, "there is no systemd-socket-activate (package systemd)"),
    arguments: [0, 2])
  func `systemd-socket-activate`(processes: Int) async throws {
    let folder = try TestFolder()
    let path = folder.path("application.sock")
    let arguments = [
      "--listen", path, "--setenv", "REGISTRATION_DATA=.", try pathOfRegistration(), "--processes",
      "\(processes)", "--workers", "2",
    ]
    try await started(.path(Self.socketActivate), arguments) { server in
      // It starts the application when somebody connects.
      try await servesUntilItsEnd(FastCGIClient(address: .unix(path: path)), server, processes: processes)
    }
  }

  @Test(arguments: [0, 2])
  func `socket activation leaves the socket on descriptor 3`(processes: Int) async throws {
    let script = """
      import os, sys
      os.dup2(0, 3)
      os.dup2(os.open("/dev/null", os.O_RDONLY), 0)
      os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS="1")
      os.execv(sys.argv[1], sys.argv[1:])
      """
    let arguments = [
      "-c", script, try pathOfRegistration(), "--processes", "\(processes)", "--workers", "2",
    ]
    try await SpawnedServer.run(
      executable: .path("/usr/bin/python3"), arguments: arguments, environment: ["REGISTRATION_DATA": "."]
    ) { server in
      try await servesUntilItsEnd(server.client, server, processes: processes)
    }
  }

  @Test func `a socket that was meant for another process is not taken`() async throws {
    // As systemd has it: the variables are inherited, and LISTEN_PID says whose they are.
    try await SpawnedServer.run(
      executable: .product("Registration"), arguments: ["--workers", "1"],
      environment: ["REGISTRATION_DATA": ".", "LISTEN_PID": "1", "LISTEN_FDS": "1"]
    ) { server in
      let response = try await server.client.get("/")
      #expect(response.text == "Hello, world!")
    }
  }

  @Test(.enabled(if: access(lighttpd, X_OK) == 0, "there is no lighttpd; Tests/run installs it"))
  func `lighttpd, by the example in nginx`() async throws {
    let folder = try TestFolder()
    let configuration = folder.path("lighttpd.conf")
    try lighttpdConfiguration(in: folder).write(toFile: configuration, atomically: false, encoding: .utf8)
    let web = ServerAddress.unix(path: folder.path("lighttpd.sock"))
    try await started(.path(Self.lighttpd), ["-D", "-f", configuration]) { server in
      let connection = try await eventually("lighttpd") { try? await HTTPConnection.connect(to: web) }
      try await connection.send(target: "/users/7?x=1")
      #expect(try await connection.receiveResponse().text == #"{"id":7}"#)
      let user = Array(#"{"email":"ada@example.org","password":"lovelace"}"#.utf8)
      try await connection.send(
        method: .post, target: "/register", headers: [.contentType: "application/json"], body: user)
      #expect(try await connection.receiveResponse().status == .created)
      let log = folder.path("data/log.txt")
      try await eventually("what happens after the response") { access(log, F_OK) == 0 }
      await connection.close()
      // lighttpd has started the manager, and the manager the processes.
      let manager = try #require(server.managedProcesses.first)
      try server.terminate()
      try await server.exitStatus()
      try await eventually("the end of what lighttpd has started") { !isAlive(manager) }
    }
  }

  /// The example with the folder's paths in place of the system's.
  private func lighttpdConfiguration(in folder: TestFolder) throws -> String {
    let example = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appending(path: "nginx/lighttpd.conf")
    var text = try String(contentsOf: example, encoding: .utf8)
    let replacements = [
      ("/usr/local/bin/Registration", try pathOfRegistration()),
      ("/run/registration", folder.path), ("/var/lib/registration", folder.path("data")),
      ("/var/www/html", folder.path),
      ("server.port = 80", #"server.bind = "\#(folder.path("lighttpd.sock"))""#),
    ]
    for (system, own) in replacements {
      try #require(text.contains(system), "the example has no place for \(own)")
      text = text.replacing(system, with: own)
    }
    return text
  }

  private func started(
    _ executable: ServerExecutable, _ arguments: [String],
    _ body: nonisolated(nonsending) (SpawnedServer) async throws -> Void
  ) async throws {
    try await SpawnedServer.run(
      executable: executable, arguments: arguments, environment: ["REGISTRATION_DATA": "."],
      listeningOn: .nothing, body)
  }

  /// Requests are answered, by as many processes as are to be, until SIGTERM, which ends with 0.
  private func servesUntilItsEnd(
    _ client: FastCGIClient, _ server: SpawnedServer, processes: Int
  ) async throws {
    // The spawner's socket is there before it listens.
    let first = try await eventually("the socket") {
      try? await FastCGIConnection.connect(to: client.address)
    }
    #expect(try await client.send(target: "/", on: first).text == "Hello, world!")
    let posted = try await client.post("/register", json: #"{"email":"a@example.org","password":"lovelace"}"#)
    #expect(posted.status == .created)
    let managed = try await server.waitForProcesses(processes)
    if processes > 0 {
      try server.send(.hangUp)
      try await server.waitForProcesses(processes, otherThan: managed)
      #expect(try await client.get("/").text == "Hello, world!")
    }
    try server.terminate()
    #expect(try await server.exitStatus() == .exited(code: 0))
  }
}
