import Glibc
import Testing

@testable import FastCGI

struct ClientConnectionTests {
  private let folder: TestFolder
  private var address: ListenAddress { .unix(path: folder.path("app.sock")) }

  init() throws {
    folder = try TestFolder()
  }

  private func error(
    connectingTo address: ListenAddress, within time: Duration = .seconds(5),
    then use: (borrowing ClientConnection) throws(ClientConnectionError) -> Void = { _ in }
  ) -> ClientConnectionError? {
    do throws(ClientConnectionError) {
      try use(ClientConnection.open(to: address, until: .now + time))
      return nil
    } catch {
      return error
    }
  }

  @Test func `where nobody listens the connection is refused`() {
    #expect(error(connectingTo: address) == .system(SystemError("connect", number: ENOENT)))
  }

  @Test func `a host without an address is named`() {
    let error = error(connectingTo: .tcp(host: "no host", port: 9000))
    #expect(error?.description.hasPrefix("there is no address of host 'no host': ") == true)
  }

  @Test(arguments: [ListenAddress.tcp(host: "0.0.0.0", port: 0), .tcp(host: "::", port: 0)])
  func `an address of all interfaces leads to this machine`(address: ListenAddress) throws {
    let socket = try ListeningSocket.open(at: address)
    #expect(error(connectingTo: socket.address) == nil)
  }

  @Test func `an application that says nothing is given up at the deadline`() throws {
    let socket = try ListeningSocket.open(at: address)
    let error = error(connectingTo: address, within: .milliseconds(20)) {
      connection throws(ClientConnectionError) in
      _ = try connection.receive()
    }
    #expect(error == .timedOut)
    withExtendedLifetime(socket) {}
  }

  @Test func `an application that takes nothing is given up at the deadline`() throws {
    let socket = try ListeningSocket.open(at: address)
    let error = error(connectingTo: address, within: .milliseconds(20)) {
      connection throws(ClientConnectionError) in
      try connection.send(Array(repeating: 0, count: 10_000_000))
    }
    #expect(error == .timedOut)
    withExtendedLifetime(socket) {}
  }

  @Test func `a full backlog is given up at the deadline`() throws {
    let socket = try ListeningSocket.open(at: address, backlog: 1)
    let waiting = try (1...2).map { _ in try Waiting(address) }
    #expect(error(connectingTo: address, within: .milliseconds(20)) == .timedOut)
    withExtendedLifetime((socket, waiting)) {}
  }

  @Test func `a deadline that has passed leaves no time`() throws {
    let socket = try ListeningSocket.open(at: address)
    #expect(error(connectingTo: address, within: .zero) == .timedOut)
    withExtendedLifetime(socket) {}
  }
}

/// A connection that waits to be accepted.
private final class Waiting {
  private let connection: ClientConnection

  init(_ address: ListenAddress) throws {
    connection = try ClientConnection.open(to: address, until: .now + .seconds(5))
  }
}
