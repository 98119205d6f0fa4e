import AfterglowTesting
import Glibc
import Testing

@testable import FastCGI

struct TCPListeningSocketTests {
  @Test(arguments: ["127.0.0.1", "::1", "localhost"])
  func portZeroBecomesThePortThatTheSystemChose(host: String) throws {
    let socket = try ListeningSocket.open(at: .tcp(host: host, port: 0))
    guard case .tcp(host, let port) = socket.address else {
      Issue.record("it listens on \(socket.address)")
      return
    }
    #expect(port > 0)
  }

  @Test func itCanBeConnectedTo() async throws {
    let socket = try ListeningSocket.open(at: .tcp(host: "127.0.0.1", port: 0))
    guard case .tcp(let host, let port) = socket.address else { return }
    let connection = try await FastCGIConnection.connect(to: .tcp(host: host, port: port))
    let accepted = try #require(try socket.accept())
    close(accepted)
    #expect(try await connection.receiveEndOfStream() == .closed)
  }

  @Test func aPortThatIsTakenIsNamed() throws {
    let first = try ListeningSocket.open(at: .tcp(host: "127.0.0.1", port: 0))
    let error = #expect(throws: ListeningSocketError.self) { try ListeningSocket.open(at: first.address) }
    #expect(
      error?.description == "Can't listen: bind \(first.address): Address already in use (errno 98).")
  }

  @Test func aHostWithoutAnAddressIsNamed() {
    let error = #expect(throws: ListeningSocketError.self) {
      try ListeningSocket.open(at: .tcp(host: "no..host", port: 9000))
    }
    guard case .unresolvedHost(host: "no..host", _) = error else {
      Issue.record("it threw \(String(describing: error))")
      return
    }
  }
}
