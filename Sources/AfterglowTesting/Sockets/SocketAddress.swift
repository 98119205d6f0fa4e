import Glibc

/// An address in the form that the socket calls take.
struct SocketAddress {
  private var storage = sockaddr_storage()
  private var length: socklen_t

  var family: Int32 { Int32(storage.ss_family) }

  /// Fails for a path that is too long, a port out of range, or a host that is not a numeric address.
  init?(_ address: ServerAddress) {
    switch address {
    case .unix(let path):
      var unix = sockaddr_un()
      unix.sun_family = sa_family_t(AF_UNIX)
      let capacity = MemoryLayout.size(ofValue: unix.sun_path)
      guard !path.isEmpty, path.utf8.count < capacity else { return nil }
      withUnsafeMutableBytes(of: &unix.sun_path) { $0.copyBytes(from: path.utf8) }
      length = socklen_t(MemoryLayout<sockaddr_un>.size)
      store(unix)
    case .tcp(let host, let port):
      guard let port = in_port_t(exactly: port)?.bigEndian else { return nil }
      var internet = sockaddr_in()
      var internet6 = sockaddr_in6()
      if inet_pton(AF_INET, host, &internet.sin_addr) == 1 {
        internet.sin_family = sa_family_t(AF_INET)
        internet.sin_port = port
        length = socklen_t(MemoryLayout<sockaddr_in>.size)
        store(internet)
      } else if inet_pton(AF_INET6, host, &internet6.sin6_addr) == 1 {
        internet6.sin6_family = sa_family_t(AF_INET6)
        internet6.sin6_port = port
        length = socklen_t(MemoryLayout<sockaddr_in6>.size)
        store(internet6)
      } else {
        return nil
      }
    }
  }

  private mutating func store<Address>(_ address: Address) {
    withUnsafeMutableBytes(of: &storage) { storage in
      withUnsafeBytes(of: address) { storage.copyMemory(from: $0) }
    }
  }

  func withPointer<Value>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Value) -> Value {
    withUnsafePointer(to: storage) { storage in
      storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) }
    }
  }
}
