import AfterglowTesting
import FoundationEssentials
import Glibc
import HTTPTypes
import Testing

/// The application as the process that a container begins with.
@Suite(.timeLimit(.minutes(1))) struct InitialProcessTests {
  /// Whether this system lets a test have a process 1 of its own.
  private static let hasNamespaces =
    access("/usr/bin/unshare", X_OK) == 0
    && (getuid() == 0
      || (try? String(contentsOfFile: "/proc/sys/user/max_user_namespaces", encoding: .utf8)) != "0\n")

  /// Runs it as process 1 of a namespace of its own; the body gets its id outside.
  private func asProcess1(
    _ arguments: String..., listeningOn listening: ServerListening = .unixSocket,
    _ body: nonisolated(nonsending) (SpawnedServer, Int32) async throws -> Void
  ) async throws {
    let user = getuid() == 0 ? [] : ["--user", "--map-root-user"]
    let namespace = ["--pid", "--fork", "--kill-child", "--mount-proc", try pathOfRegistration()]
    try await SpawnedServer.run(
      executable: .path("/usr/bin/unshare"), arguments: user + namespace + arguments,
      environment: ["REGISTRATION_DATA": "data"], listeningOn: listening
    ) { server in
      let process = try await eventually("process 1") {
        server.managedProcesses.first { nameOfExecutable($0) == "Registration" }
      }
      try await body(server, process)
    }
  }

  @Test(.enabled(if: hasNamespaces, "there are no namespaces to be had"), arguments: ["0", "2"])
  func `SIGTERM lets requests in hand and their tasks finish`(processes: String) async throws {
    try await asProcess1("--processes", processes, "--workers", "2") { server, process in
      try await server.waitForLogLine(containing: processes == "0" ? "Serving." : "manager=1")
      let accepted = try await server.client.post("/tasks?ms=300&fail=1", json: "{}")
      #expect(accepted.text == #"{"message":"Accepted"}"#)
      kill(process, SIGTERM)
      #expect(try await server.exitStatus() == .exited(code: 0))
      try await server.waitForLogLine(containing: "A background task failed")
    }
  }

  @Test(.enabled(if: hasNamespaces, "there are no namespaces to be had"))
  func `SIGTERM during the start ends it, which the system would not do to a process 1`() async throws {
    // Whoever opens a socket in a folder waits for its lock.
    let folder = try TestFolder()
    let lock = open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    defer { close(lock) }
    try #require(flock(lock, LOCK_EX) == 0)
    let address = "unix:" + folder.path("application.sock")
    try await asProcess1("--listen", address, listeningOn: .nothing) { server, process in
      try await eventually("the wait for the lock") { try isWaitingForLock(of: folder) }
      kill(process, SIGTERM)
      #expect(try await server.exitStatus(within: .seconds(5)) == .exited(code: 128 + SIGTERM))
    }
  }

  /// Whether somebody waits for a lock on the folder (proc(5): /proc/locks).
  private func isWaitingForLock(of folder: TestFolder) throws -> Bool {
    var status = stat()
    try #require(lstat(folder.path, &status) == 0)
    return try String(contentsOfFile: "/proc/locks", encoding: .utf8).split(separator: "\n").contains {
      $0.contains("-> FLOCK") && $0.contains(":\(status.st_ino) ")
    }
  }

  @Test func `what a process has started and left behind is reaped`() async throws {
    // A child subreaper gets the orphans as process 1 does, and needs no namespace for it.
    let becomingSubreaper = """
      import ctypes, os, sys
      PR_SET_CHILD_SUBREAPER = 36
      assert ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0
      os.execv(sys.argv[1], sys.argv[1:])
      """
    let folder = try TestFolder()
    let sendmail = folder.path("sendmail")
    try """
    #!/bin/sh
    sleep 60 >/dev/null 2>&1 </dev/null &
    echo $! >\(folder.path("left-behind.new"))
    mv \(folder.path("left-behind.new")) \(folder.path("left-behind"))
    cat >/dev/null
    """.write(toFile: sendmail, atomically: false, encoding: .utf8)
    chmod(sendmail, 0o755)
    try await SpawnedServer.run(
      executable: .path("/usr/bin/python3"),
      arguments: ["-c", becomingSubreaper, try pathOfRegistration(), "--processes", "1"],
      environment: ["REGISTRATION_DATA": "data", "REGISTRATION_SENDMAIL": sendmail]
    ) { server in
      let body = #"{"email":"ada@example.org","password":"lovelace"}"#
      #expect(try await server.client.post("/users", json: body).status == .created)
      let leftBehind = try await eventually("what is left behind") {
        (try? String(contentsOfFile: folder.path("left-behind"), encoding: .utf8))
          .flatMap { Int32($0.dropLast()) }
      }
      try await eventually("its new parent") { server.managedProcesses.contains(leftBehind) }
      kill(leftBehind, SIGKILL)
      // A zombie has its entry as well.
      try await eventually("its end") { access("/proc/\(leftBehind)", F_OK) != 0 }
      // The manager's own processes are left to who waits for them.
      let former = server.servingProcesses
      kill(former[0], SIGKILL)
      try await server.waitForProcesses(1, otherThan: former)
      #expect(server.logCount(of: "end=signal 9 (Killed)") == 1)
    }
  }
}

/// The name of the executable that a process runs; `nil` if it has ended.
private func nameOfExecutable(_ process: Int32) -> String? {
  let name = try? String(contentsOfFile: "/proc/\(process)/comm", encoding: .utf8)
  return name.map { String($0.dropLast()) }
}
