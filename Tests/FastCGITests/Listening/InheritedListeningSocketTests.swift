import AfterglowTesting
import FoundationEssentials
import Glibc
import HTTPTypes
import Testing

@testable import FastCGI

@Suite(.timeLimit(.minutes(1))) struct InheritedListeningSocketTests {
  @Test func itMovesToADescriptorOfItsOwn() throws {
    let inherited = listeningDescriptor()
    defer { close(inherited) }
    let socket = try ListeningSocket.takeOverDescriptor(inherited)
    #expect(socket.descriptor != inherited)
    #expect(socket.address == .inherited)
    #expect(socket.address.description == "descriptor 0")
  }

  @Test func aDescriptorThatIsNoSocketIsRefused() throws {
    let file = Glibc.open("/dev/null", O_RDONLY | O_CLOEXEC)
    defer { close(file) }
    let error = #expect(throws: ListeningSocketError.self) { try ListeningSocket.takeOverDescriptor(file) }
    #expect(error == .descriptorNotListening(reason: "Socket operation on non-socket"))
  }

  @Test func aSocketThatDoesNotListenIsRefused() throws {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    defer { close(descriptor) }
    let error = #expect(throws: ListeningSocketError.self) {
      try ListeningSocket.takeOverDescriptor(descriptor)
    }
    #expect(error == .descriptorNotListening(reason: "it is a socket on which nobody called listen"))
  }

  @Test func withoutASocketTheProcessSaysWhatToDoAndEnds() async throws {
    try await registration(listeningOn: .nothing) { server in
      let status = try await server.exitStatus()
      #expect(status == .exited(code: 64))
      try await server.waitForLogLine(containing: "spawn-fcgi")
      #expect(
        server.log == [
          "Registration: Descriptor 0 is not a listening socket (Socket operation on non-socket). Give an "
            + "address with --listen, or start the process with a listening socket on descriptor 0, as "
            + "spawn-fcgi and socket activation do."
        ])
    }
  }

  @Test func whileItServesDescriptorZeroIsDevNull() async throws {
    try await registration { server in
      _ = try await server.client.get("/")
      let path = "/proc/\(server.processIdentifier)/fd/0"
      let target = try FileManager.default.destinationOfSymbolicLink(atPath: path)
      #expect(target == "/dev/null")
    }
  }

  @Test func aNonBlockingSocketDoesNotMakeItsWorkersSpin() async throws {
    let script = "import os, sys; os.set_blocking(0, False); os.execv(sys.argv[1], sys.argv[1:])"
    try await SpawnedServer.run(
      executable: .path("/usr/bin/python3"),
      arguments: ["-c", script, try pathOfRegistration(), "--workers", "3"],
      environment: ["REGISTRATION_DATA": "."]
    ) { server in
      _ = try await server.client.get("/")
      let before = try server.processorTicks
      _ = try await server.client.get("/slow?ms=700")
      // Spinning, the two other workers would use up to 140 ticks.
      let used = try server.processorTicks - before
      #expect(used < 15)
    }
  }
}
