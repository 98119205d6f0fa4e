import FastCGI
import Glibc
import Testing

@testable import AfterglowTesting

struct ReservedPortTests {
  @Test func `a server that is told of it can listen, and is who is connected to`() throws {
    let port = try ReservedPort()
    let socket = try ListeningSocket.open(at: port.address)
    _ = try ClientConnection.open(to: port.address, until: Deadline(within: .seconds(10)))
    #expect(socket.address == port.address)
    withExtendedLifetime(port) {}
  }

  @Test func `it is refused to who doesn't share it`() throws {
    let port = try ReservedPort()
    guard case .tcp(_, let number) = port.address else { return }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = number.bigEndian
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    #expect(result == -1 && errno == EADDRINUSE)
    withExtendedLifetime(port) {}
  }

  @Test func `nobody listens there by itself`() throws {
    let port = try ReservedPort()
    let error = #expect(throws: ConnectionError.self) {
      try ClientConnection.open(to: port.address, until: Deadline(within: .seconds(10)))
    }
    #expect(error?.reason == .refused)
    withExtendedLifetime(port) {}
  }
}
