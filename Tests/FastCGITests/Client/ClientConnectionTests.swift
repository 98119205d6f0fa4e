import AfterglowTesting
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
    then use: (ClientConnection, Deadline) throws(ConnectionError) -> Void = { _, _ in }
  ) -> ConnectionError? {
    do throws(ConnectionError) {
      let deadline = Deadline(within: time)
      try use(ClientConnection.open(to: address, until: deadline), deadline)
      return nil
    } catch {
      return error
    }
  }

  @Test func `where nobody listens the connection is refused`() {
    let error = error(connectingTo: address)
    #expect(error?.reason == .refused)
    #expect(error?.received == "No such file or directory")
  }

  @Test func `a host without an address is named`() {
    let error = error(connectingTo: .tcp(host: "no host", port: 9000))
    #expect(error?.reason == .invalidAddress)
    #expect(error?.received.hasPrefix("no address of host 'no host': ") == true)
  }

  @Test(arguments: [ListenAddress.tcp(host: "0.0.0.0", port: 0), .tcp(host: "::", port: 0)])
  func `an address of all interfaces leads to this machine`(address: ListenAddress) throws {
    let socket = try ListeningSocket.open(at: address)
    #expect(error(connectingTo: socket.address) == nil)
  }

  @Test func `an application that says nothing is given up at the deadline`() throws {
    let socket = try ListeningSocket.open(at: address)
    let error = error(connectingTo: address, within: .milliseconds(20)) {
      connection, deadline throws(ConnectionError) in
      _ = try connection.receive(expecting: "a word", until: deadline)
    }
    #expect(error?.reason == .timedOut)
    #expect(error?.expected == "a word")
    withExtendedLifetime(socket) {}
  }

  @Test func `an application that takes nothing is given up at the deadline`() throws {
    let socket = try ListeningSocket.open(at: address)
    let error = error(connectingTo: address, within: .milliseconds(20)) {
      connection, deadline throws(ConnectionError) in
      try connection.send(Array(repeating: 0, count: 10_000_000), until: deadline)
    }
    #expect(error?.reason == .timedOut)
    withExtendedLifetime(socket) {}
  }

  @Test func `a full backlog is given up at the deadline`() throws {
    let socket = try ListeningSocket.open(at: address, backlog: 1)
    let waiting = try (1...2).map { _ in
      try ClientConnection.open(to: address, until: Deadline(within: .seconds(5)))
    }
    #expect(error(connectingTo: address, within: .milliseconds(20))?.reason == .timedOut)
    withExtendedLifetime((socket, waiting)) {}
  }

  @Test func `a socket that was handed over outlives this one, and its calls block`() throws {
    var socket: ListeningSocket? = try ListeningSocket.open(at: address)
    let descriptor = try #require(try socket?.handOver())
    defer { close(descriptor) }
    socket = nil
    #expect(error(connectingTo: address) == nil)
    #expect(fcntl(descriptor, F_GETFL) & O_NONBLOCK == 0)
    #expect(fcntl(descriptor, F_GETFD) & FD_CLOEXEC != 0)
  }
}
