import FastCGI
import Glibc

/// A TCP port of 127.0.0.1 that the system gives to no other process, but on which a server that is told of it can
/// listen.
///
/// The port is bound without listening. Linux lets another socket bind to such a port and listen if both have
/// `SO_REUSEADDR` (socket(7)), and skips it when it chooses a port for a socket bound to port 0.
final class ReservedPort: Sendable {
  let address: ServerAddress
  private let descriptor: Int32

  init() throws(SystemError) {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw SystemError("socket") }
    var reuse: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &reuse, socklen_t(MemoryLayout<Int32>.size))
    var bound = sockaddr_in()
    bound.sin_family = sa_family_t(AF_INET)
    bound.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let descriptor = descriptor
    let isBound = withUnsafeMutablePointer(to: &bound) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
      }
    }
    guard isBound else {
      let error = SystemError("bind", on: "tcp:127.0.0.1:0")
      close(descriptor)
      throw error
    }
    address = .tcp(host: "127.0.0.1", port: UInt16(bigEndian: bound.sin_port))
  }

  deinit { close(descriptor) }
}
