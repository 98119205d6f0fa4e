#if canImport(Glibc)
  import Glibc
#endif

extension ListeningSocket {
  static func openTCP(host: String, port: UInt16, backlog: Int32) throws(ListeningSocketError)
    -> ListeningSocket
  {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
    var found: UnsafeMutablePointer<addrinfo>?
    let status = getaddrinfo(host, String(port), &hints, &found)
    guard status == 0, let found else {
      throw .unresolvedHost(host: host, reason: String(cString: gai_strerror(status)))
    }
    defer { freeaddrinfo(found) }
    let subject = ListenAddress.tcp(host: host, port: port).description
    let descriptor = socket(
      found.pointee.ai_family, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw .system(SystemError("socket", on: subject)) }
    var yes: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    guard bind(descriptor, found.pointee.ai_addr, found.pointee.ai_addrlen) == 0 else {
      throw closing(descriptor, after: SystemError("bind", on: subject))
    }
    guard listen(descriptor, backlog) == 0 else {
      throw closing(descriptor, after: SystemError("listen", on: subject))
    }
    let address = ListenAddress.tcp(host: host, port: boundPort(of: descriptor) ?? port)
    return ListeningSocket(descriptor: descriptor, address: address)
  }

  private static func closing(_ descriptor: Int32, after error: SystemError) -> ListeningSocketError {
    close(descriptor)
    return .system(error)
  }

  private static func boundPort(of descriptor: Int32) -> UInt16? {
    var storage = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    return withUnsafeMutablePointer(to: &storage) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address -> UInt16? in
        guard getsockname(descriptor, address, &length) == 0 else { return nil }
        switch Int32(address.pointee.sa_family) {
        case AF_INET:
          return pointer.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
            UInt16(bigEndian: $0.pointee.sin_port)
          }
        case AF_INET6:
          return pointer.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) {
            UInt16(bigEndian: $0.pointee.sin6_port)
          }
        default: return nil
        }
      }
    }
  }
}
