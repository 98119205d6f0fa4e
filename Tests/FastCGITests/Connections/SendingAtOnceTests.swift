import AfterglowTesting
import Testing

@testable import FastCGI

#if canImport(Glibc)
  import Glibc
#endif

/// A response over TCP whose second part doesn't wait for the web server's acknowledgement of the first.
@Suite(.timeLimit(.minutes(1))) struct SendingAtOnceTests {
  @Test func `accepted TCP connections send small writes at once`() async throws {
    let socket = try ListeningSocket.open(at: .tcp(host: "127.0.0.1", port: 0))
    let pool = try ConnectionPool(socket: socket, budget: DescriptorBudget(workers: 1))
    guard case .tcp(let host, let port) = socket.address else { preconditionFailure("asked for TCP") }
    let peer = try await FastCGIConnection.connect(to: .tcp(host: host, port: port))
    try await peer.beginRequest()
    let connection = try await eventually("the connection") { try pool.next() }
    defer { close(connection) }
    var value: Int32 = 0
    var length = socklen_t(MemoryLayout<Int32>.size)
    #expect(getsockopt(connection, Int32(IPPROTO_TCP), TCP_NODELAY, &value, &length) == 0)
    #expect(value == 1)
    await peer.close()
  }
}
