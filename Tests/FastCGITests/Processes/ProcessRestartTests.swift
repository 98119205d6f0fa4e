import AfterglowTesting
import FoundationEssentials
import Glibc
import Testing

/// SIGHUP to the manager.
@Suite(.serialized, .timeLimit(.minutes(1))) struct ProcessRestartTests {
  @Test func `every process is replaced and what an old one has begun is finished`() async throws {
    try await managedRegistration("--workers", "1") { server in
      let former = server.servingProcesses
      let inHand = try await server.beginManaged("/slow?ms=700")
      let accepted = try await server.client.post("/tasks?ms=700&fail=1", json: "{}")
      #expect(accepted.text == #"{"message":"Accepted"}"#)
      try server.send(.hangUp)
      let response = try await inHand.connection.receiveResponse()
      #expect(response.text == "ok")
      let line = try await server.waitForLogLine(containing: "A background task failed")
      #expect(line.contains("task-1"))
      try await server.waitForLogLine(containing: "Every process has been replaced.")
      try await eventually("the end of the old ones") { !former.contains(where: isAlive) }
      try await server.waitForProcesses(2, otherThan: former)
      try await eventually("their last lines") {
        server.logCount(of: "Stopped; nothing was left unfinished.") == 2
      }
    }
  }

  @Test func `none is told to stop before a new one is ready, and one that never is ends the restart`()
    async throws
  {
    let folder = try TestFolder()
    let executable = try copyOfRegistration(in: folder)
    try await managedRegistration("--workers", "1", executable: .path(executable)) { server in
      let former = server.servingProcesses
      try replace(executable, in: folder) {
        try "#!/bin/sh\nexec sleep 60\n".write(toFile: $0, atomically: false, encoding: .utf8)
      }
      try server.send(.hangUp)
      let newcomer = try await eventually("the new process") {
        server.managedProcesses.first { !former.contains($0) }
      }
      #expect(try await server.client.get("/").text == "Hello, world!")
      #expect(server.servingProcesses == former)
      kill(newcomer, SIGKILL)
      let line = try await server.waitForLogLine(containing: "The restart is broken off")
      #expect(line.contains("signal 9"))
      #expect(server.managedProcesses == former)
      #expect(server.logCount(of: "Stopped") == 0)
      #expect(try await server.client.get("/").text == "Hello, world!")
    }
  }

  @Test func `a new executable at the same path is what runs afterwards`() async throws {
    let folder = try TestFolder()
    let executable = try copyOfRegistration(in: folder)
    try await managedRegistration("--workers", "1", executable: .path(executable)) { server in
      let former = server.servingProcesses
      let old = try #require(folder.status("Registration")).st_ino
      #expect(former.map(inodeOfExecutable) == [old, old])
      try replace(executable, in: folder) {
        try FileManager.default.copyItem(atPath: pathOfRegistration(), toPath: $0)
      }
      let new = try #require(folder.status("Registration")).st_ino
      #expect(new != old)
      try server.send(.hangUp)
      let processes = try await server.waitForProcesses(2, otherThan: former)
      #expect(processes.map(inodeOfExecutable) == [new, new])
      #expect(inodeOfExecutable(server.processIdentifier) == old)
    }
  }

  @Test func `a process alone stops, for its supervisor to start it again`() async throws {
    try await registration("--workers", "1") { server in
      _ = try await server.client.get("/")
      try server.send(.hangUp)
      #expect(try await server.exitStatus() == .exited(code: 0))
    }
  }

  private func copyOfRegistration(in folder: TestFolder) throws -> String {
    let path = folder.path("Registration")
    try FileManager.default.copyItem(atPath: pathOfRegistration(), toPath: path)
    return path
  }

  /// Puts another executable in its place, in one step as a deployment does it.
  private func replace(_ path: String, in folder: TestFolder, writing write: (String) throws -> Void) throws {
    let new = folder.path("new")
    try write(new)
    try #require(chmod(new, 0o755) == 0)
    try #require(rename(new, path) == 0)
  }
}

/// The inode of the file that a process runs.
private func inodeOfExecutable(_ process: Int32) -> ino_t? {
  var status = stat()
  return stat("/proc/\(process)/exe", &status) == 0 ? status.st_ino : nil
}
