import AfterglowTesting
import Glibc
import Testing

@testable import FastCGI

/// Child processes inherit neither the listening socket nor a connection: a socket that a child holds open keeps
/// connections waiting that nobody accepts.
struct DescriptorInheritanceTests {
  @Test func childProcessesDoNotInheritASocketThatWasOpened() throws {
    let folder = try TestFolder()
    for address in [ListenAddress.unix(path: folder.path("app.sock")), .tcp(host: "127.0.0.1", port: 0)] {
      let socket = try ListeningSocket.open(at: address)
      #expect(try !childHas(socket.descriptor))
    }
  }

  @Test func childProcessesDoNotInheritASocketThatWasTakenOver() throws {
    let inherited = listeningDescriptor()
    defer { close(inherited) }
    #expect(try childHas(inherited))
    let socket = try ListeningSocket.takeOverDescriptor(inherited)
    #expect(try !childHas(socket.descriptor))
    // What they inherit in its place is no socket any more.
    var status = stat()
    #expect(fstat(inherited, &status) == 0)
    #expect(status.st_mode & S_IFMT == S_IFCHR)
  }

  @Test func childProcessesDoNotInheritAConnection() async throws {
    let folder = try TestFolder()
    let socket = try ListeningSocket.open(at: .unix(path: folder.path("app.sock")))
    let peer = try await FastCGIConnection.connect(to: .unix(path: folder.path("app.sock")))
    let connection = try #require(try socket.accept())
    defer { close(connection) }
    #expect(try !childHas(connection))
    await peer.close()
  }

  /// Whether a process started now has the descriptor.
  private func childHas(_ descriptor: Int32) throws -> Bool {
    let arguments = ["sh", "-c", "test -e /proc/self/fd/\(descriptor)"].map { (text: String) in strdup(text) }
    defer { for argument in arguments { free(argument) } }
    var child = pid_t()
    try #require(posix_spawn(&child, "/bin/sh", nil, nil, arguments + [nil], environ) == 0)
    var status: Int32 = 0
    try #require(waitpid(child, &status, 0) == child)
    return status == 0
  }
}

/// A TCP socket that listens, as whoever starts the process leaves it on a descriptor.
func listeningDescriptor() -> Int32 {
  let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
  precondition(listen(descriptor, 1) == 0, "a socket on a port that the system chooses listens")
  return descriptor
}
