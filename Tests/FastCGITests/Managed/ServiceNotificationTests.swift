import AfterglowTesting
import Glibc
import Testing

@testable import FastCGI

/// `sd_notify`: what the service manager is told, and when.
@Suite(.serialized, .timeLimit(.minutes(1))) struct ServiceNotificationTests {
  @Test(arguments: [0, 2])
  func `READY=1 comes when every process serves, STOPPING=1 when a stop begins`(processes: Int) async throws {
    let folder = try TestFolder()
    let notifications = try NotificationSocket(path: folder.path("notify"))
    try await SpawnedServer.run(
      executable: .product("Registration"), arguments: ["--workers", "1", "--processes", "\(processes)"],
      environment: ["REGISTRATION_DATA": ".", "NOTIFY_SOCKET": folder.path("notify")]
    ) { server in
      #expect(try await notifications.waitForMessage() == "READY=1")
      // The log comes another way. Its last line so far is written right before the notification.
      let last = processes == 0 ? " process=" : " manager="
      try await eventually("the log") { server.log.contains { $0.contains("Serving.") && $0.contains(last) } }
      #expect(server.log.count { $0.contains("Serving.") } == processes + 1)
      #expect(server.log.last?.contains(last) == true)
      let inHand = try await server.send("/slow?ms=1500")
      let serving = processes == 0 ? [server.processIdentifier] : server.servingProcesses
      try await eventually("the request's acceptance") { serving.contains { connections(of: $0) == 1 } }
      #expect(notifications.message() == nil)
      try server.terminate()
      #expect(try await notifications.waitForMessage() == "STOPPING=1")
      #expect(isAlive(server.processIdentifier))
      let response = try await inHand.receiveResponse()
      #expect(response.text == "ok")
      try await server.exitStatus()
      #expect(notifications.message() == nil)
    }
  }

  @Test func `a restart is nothing to tell, nor is a process that dies`() async throws {
    let folder = try TestFolder()
    let notifications = try NotificationSocket(path: folder.path("notify"))
    try await managedRegistration("--workers", "1", environment: ["NOTIFY_SOCKET": folder.path("notify")]) {
      server in
      #expect(try await notifications.waitForMessage() == "READY=1")
      let former = server.servingProcesses
      try server.send(.hangUp)
      let others = try await server.waitForProcesses(2, otherThan: former)
      kill(others[0], SIGKILL)
      try await server.waitForProcesses(2, otherThan: former + [others[0]])
      #expect(notifications.message() == nil)
    }
  }

  @Test func `READY=1 comes even if one of the first processes dies before it is ready`() async throws {
    let folder = try TestFolder()
    let notifications = try NotificationSocket(path: folder.path("notify"))
    try await SpawnedServer.run(
      executable: .product("Registration"), arguments: ["--workers", "1", "--processes", "2"],
      environment: ["REGISTRATION_DATA": ".", "NOTIFY_SOCKET": folder.path("notify")]
    ) { server in
      let first = try await eventually("a process") { server.managedProcesses.first }
      kill(first, SIGKILL)
      #expect(try await notifications.waitForMessage() == "READY=1")
      try await server.waitForProcesses(2, otherThan: [first])
    }
  }

  @Test func `a path in the abstract namespace is understood`() async throws {
    let path = "@afterglow-test-\(UInt32.random(in: .min ... .max))"
    let notifications = try NotificationSocket(path: path)
    ServiceNotification(environment: ["NOTIFY_SOCKET": path])?.send("READY=1")
    #expect(try await notifications.waitForMessage() == "READY=1")
  }

  @Test func `a service manager that doesn't read is not waited for`() throws {
    let folder = try TestFolder()
    let path = folder.path("notify")
    let notifications = try NotificationSocket(path: path)
    let filling = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_NONBLOCK.rawValue), 0)
    defer { close(filling) }
    while withUnixSocketAddress(path, { Int32(sendto(filling, "x", 1, 0, $0, $1)) }) == 1 {}
    // Returns, which the suite's time limit sees to.
    ServiceNotification(socketPath: path)?.send("READY=1")
    while let message = notifications.message() { #expect(message == "x") }
  }

  @Test func `without a service manager, or with one that has gone, nothing happens`() throws {
    let folder = try TestFolder()
    #expect(ServiceNotification(environment: [:]) == nil)
    #expect(ServiceNotification(environment: ["NOTIFY_SOCKET": "notify"]) == nil)
    ServiceNotification(environment: ["NOTIFY_SOCKET": folder.path("notify")])?.send("READY=1")
  }
}
