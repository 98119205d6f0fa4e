import FoundationEssentials
import Glibc
import Synchronization
import Testing

@testable import AfterglowTesting

@Suite(.timeLimit(.minutes(1))) struct SpawnedServerTests {
  private func shell(
    _ script: String, environment: [String: String] = [:],
    listeningOn listening: ServerListening = .unixSocket, grace: Duration = .seconds(5),
    _ body: nonisolated(nonsending) (SpawnedServer) async throws -> Void
  ) async throws {
    try await SpawnedServer.run(
      executable: .path("/bin/sh"), arguments: ["-c", script], environment: environment,
      listeningOn: listening, grace: grace, body)
  }

  @Test func theLogHasTheLinesOfBothStreams() async throws {
    let script = "echo out; echo err >&2; echo $GREETING; sleep 60"
    try await shell(script, environment: ["GREETING": "hello"]) { server in
      for line in ["out", "err", "hello"] {
        let found = try await server.waitForLogLine(containing: line)
        #expect(found == line)
      }
      #expect(server.log.count == 3)
    }
  }

  @Test func aLineThatDoesNotComeIsAnError() async throws {
    let failure = await #expect(throws: ServerFailure.self) {
      try await shell("sleep 60") { server in
        try await server.waitForLogLine(containing: "never", within: .milliseconds(50))
      }
    }
    #expect(failure?.underlyingError is ConditionNotMet)
  }

  @Test func aLineOfAnyLengthIsLoggedWhole() async throws {
    try await shell("head -c 1000000 /dev/zero | tr '\\0' x; echo; echo after; sleep 60") { server in
      try await server.waitForLogLine(containing: "after")
      #expect(server.log.map(\.count) == [1_000_000, 5])
    }
  }

  @Test func aServerThatOutlivedItsClosureIsGone() async throws {
    var escaped: SpawnedServer?
    try await shell("sleep 60") { server in escaped = server }
    let server = try #require(escaped)
    #expect(throws: ProcessGone.self) { try server.send(.kill) }
    await #expect(throws: ProcessGone.self) { try await server.exitStatus() }
  }

  @Test func theExitStatusIsKnownWithinTheClosure() async throws {
    try await shell("exit 3") { server in
      let status = try await server.exitStatus()
      #expect(status == .exited(code: 3))
    }
  }

  @Test func aSignalReachesTheProcess() async throws {
    try await shell("trap 'echo caught; exit 4' HUP; echo ready; while :; do sleep 0.01; done") { server in
      try await server.waitForLogLine(containing: "ready")
      try server.send(.hangUp)
      #expect(try await server.exitStatus() == .exited(code: 4))
      try await server.waitForLogLine(containing: "caught")
    }
    try await shell("sleep 60") { server in
      try server.send(.kill)
      #expect(try await server.exitStatus() == .signaled(number: 9))
    }
  }

  @Test func anErrorOfTheClosureCarriesTheLog() async throws {
    struct Wrong: Error {}
    let failure = await #expect(throws: ServerFailure.self) {
      try await shell("echo the reason; exit 5") { server in
        try await server.waitForLogLine(containing: "reason")
        try await server.exitStatus()
        throw Wrong()
      }
    }
    #expect(failure?.underlyingError is Wrong)
    #expect(failure?.log == ["the reason"])
    #expect(failure?.exitStatus == .exited(code: 5))
    #expect(failure?.description.contains("the reason") == true)
  }

  @Test func theLogOfAFailureHasTheLinesThatComeAfterTheError() async throws {
    struct Wrong: Error {}
    let failure = await #expect(throws: ServerFailure.self) {
      try await shell("trap 'echo farewell; exit' TERM; echo ready; while :; do sleep 0.01; done") { server in
        try await server.waitForLogLine(containing: "ready")
        throw Wrong()
      }
    }
    #expect(failure?.log == ["ready", "farewell"])
    #expect(failure?.exitStatus == nil)
  }

  @Test(arguments: [ServerListening.unixSocket, .loopback])
  func descriptorZeroIsAListeningSocket(listening: ServerListening) async throws {
    let script = """
      import socket
      listener = socket.socket(fileno=0)
      assert listener.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN) == 1
      connection = listener.accept()[0]
      connection.sendall(bytes([1, 3, 0, 1, 0, 8, 0, 0, 0, 0, 0, 9, 0, 0, 0, 0]))
      """
    try await SpawnedServer.run(
      executable: .path("/usr/bin/python3"), arguments: ["-c", script], listeningOn: listening
    ) { server in
      let connection = try await FastCGIConnection.connect(to: server.address)
      let output = try await connection.receiveOutput()
      #expect(output.appStatus == 9)
      #expect(output.connectionWasClosed)
      #expect(try await server.exitStatus() == .exited(code: 0))
    }
  }

  @Test func withoutASocketDescriptorZeroIsDevNull() async throws {
    try await shell("readlink /proc/self/fd/0", listeningOn: .nothing) { server in
      let line = try await server.waitForLogLine(containing: "/")
      #expect(line == "/dev/null")
    }
  }

  @Test(arguments: [ServerListening.unixSocketByArgument, .loopbackByArgument])
  func withAnArgumentTheClosureWaitsUntilTheServerListens(listening: ServerListening) async throws {
    let script = """
      import socket, sys, time
      kind, where = sys.argv[2].split(":", 1)
      family, address = (socket.AF_UNIX, where) if kind == "unix" else (
        socket.AF_INET, (where.split(":")[0], int(where.split(":")[1])))
      time.sleep(0.2)
      listener = socket.socket(family)
      listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
      listener.bind(address)
      listener.listen()
      time.sleep(60)
      """
    try await SpawnedServer.run(
      executable: .path("/usr/bin/python3"), arguments: ["-c", script], listeningOn: listening
    ) { server in
      let connection = try await FastCGIConnection.connect(to: server.address)
      await connection.close()
    }
  }

  @Test func aServerThatEndsInsteadOfListeningIsAnErrorWithItsLog() async throws {
    let failure = await #expect(throws: ServerFailure.self) {
      try await shell("echo no thanks; exit 64", listeningOn: .unixSocketByArgument) { _ in
        Issue.record("the closure ran without a server")
      }
    }
    #expect(failure?.exitStatus == .exited(code: 64))
  }

  @Test func aProcessThatIgnoresTerminationIsKilledWithItsChildren() async throws {
    var child: String?
    try await shell(
      "trap '' TERM; sleep 60 & echo child $!; while :; do wait; done", grace: .milliseconds(100)
    ) { server in
      child = try await server.waitForLogLine(containing: "child").split(separator: " ").last.map(String.init)
    }
    let identifier = try #require(child)
    try await eventually("the end of the child") { !isRunning(identifier) }
  }

  @Test func theFolderIsTheWorkingDirectoryAndGoesAwayAtTheEnd() async throws {
    var folder = ""
    try await shell("echo content > file; pwd; sleep 60") { server in
      folder = server.folder
      let line = try await server.waitForLogLine(containing: "/")
      #expect(line == folder)
      #expect(fileExists(folder + "/file"))
    }
    #expect(!folder.isEmpty)
    #expect(!fileExists(folder))
  }

  @Test func aMissingProductNamesItsPathAndTheRemedy() async throws {
    let error = await #expect(throws: ServerExecutable.NotFound.self) {
      try await SpawnedServer.run(executable: .product("NoSuchProduct")) { _ in }
    }
    #expect(error?.path.hasSuffix("/NoSuchProduct") == true)
    #expect(error?.description.contains("swift build") == true)
  }

  @Test func everyLineOfAProcessThatEndsByItselfIsInTheLog() async throws {
    try await shell("i=0; while [ $i -lt 20000 ]; do echo line $i; i=$((i+1)); done") { server in
      try await server.exitStatus(within: .seconds(30))
      try await server.waitForLogLine(containing: "line 19999")
      #expect(server.log.count == 20_000)
    }
  }

  @Test func aProcessThatOutlivesTheServerDoesNotHoldUpTheTest() async throws {
    var child: String?
    try await shell("setsid sleep 50 & echo child $!; sleep 60") { server in
      child = try await server.waitForLogLine(containing: "child").split(separator: " ").last.map(String.init)
    }
    let identifier = try #require(child.flatMap { Int32($0) })
    #expect(kill(identifier, SIGKILL) == 0, "it is in a group of its own")
  }

  @Test func aCancelledTestKillsItsProcessAtOnce() async throws {
    let started = Mutex<String?>(nil)
    let test = Task {
      try await shell("trap '' TERM; echo up $$; while :; do sleep 0.01; done", grace: .seconds(50)) {
        server in
        let line = try await server.waitForLogLine(containing: "up")
        started.withLock { $0 = line }
        try await server.waitForLogLine(containing: "never", within: .seconds(50))
      }
    }
    let line = try await eventually("the process", within: .seconds(20)) { started.withLock { $0 } }
    test.cancel()
    await #expect(throws: (any Error).self) { try await test.value }
    let identifier = try #require(line.split(separator: " ").last)
    #expect(!isRunning(String(identifier)))
  }

  @Test func aServerThatDiesDuringARequestIsAFailureWithItsExitStatus() async throws {
    for _ in 0..<20 {
      let failure = await #expect(throws: ServerFailure.self) {
        try await shell("echo no luck; exit 3") { server in _ = try await server.client.get("/") }
      }
      #expect(failure?.exitStatus == .exited(code: 3))
      #expect(failure?.log == ["no luck"])
    }
  }

  @Test func aServerThatNeverAnswersIsAFailureAfterTheDeadline() async throws {
    let failure = await #expect(throws: ServerFailure.self) {
      try await shell("sleep 60") { server in
        _ = try await FastCGIClient(address: server.address, timeout: .milliseconds(100)).get("/")
      }
    }
    #expect((failure?.underlyingError as? ConnectionError)?.reason == .timedOut)
    #expect(failure?.description.contains("(nothing)") == true)
  }

  @Test(arguments: ["bin/sh", "./server"])
  func aPathThatIsNotAbsoluteIsAnErrorThatSaysSo(path: String) async throws {
    let error = await #expect(throws: ServerExecutable.NotFound.self) {
      try await SpawnedServer.run(executable: .path(path)) { _ in }
    }
    #expect(error?.description.contains("not absolute") == true)
  }

  @Test(arguments: ["/tmp", "/etc/passwd", "/nowhere"])
  func whatIsNoExecutableIsAnErrorThatNamesIt(path: String) async throws {
    let error = await #expect(throws: ServerExecutable.NotFound.self) {
      try await SpawnedServer.run(executable: .path(path)) { _ in }
    }
    #expect(error?.description.contains(path) == true)
  }

  @Test func aFileThatTheSystemCantRunIsAnErrorThatNamesIt() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/nonsense"
    try "nonsense".write(toFile: path, atomically: true, encoding: .utf8)
    chmod(path, 0o755)
    let error = await #expect(throws: SpawnFailure.self) {
      try await SpawnedServer.run(executable: .path(path)) { _ in }
    }
    #expect(error?.description.contains(path) == true)
  }
}
