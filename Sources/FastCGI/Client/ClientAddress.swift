#if canImport(Glibc)
  import Glibc
#endif

/// An address to connect to, in the form that connect(2) takes.
struct ClientAddress {
  let address: ListenAddress
  private var storage = sockaddr_storage()
  private var length: socklen_t = 0

  var family: Int32 { Int32(storage.ss_family) }

  /// The expectation to name in error messages.
  var expected: String { "a connection to \(address)" }

  /// Creates an address for connect(2), and looks up the host name; if it has several addresses, the first is used.
  ///
  /// - Parameter address: the address to connect to.
  /// - Throws: ``ConnectionError`` with ``ConnectionError/Reason/invalidAddress`` if nothing can be reached there.
  init(_ address: ListenAddress) throws(ConnectionError) {
    self.address = address
    switch address {
    case .unix(let path):
      guard (1...ListenAddress.longestUnixPath).contains(path.utf8.count), !path.utf8.contains(0) else {
        throw invalid("a path of \(path.utf8.count) bytes, which has 1 to \(ListenAddress.longestUnixPath)")
      }
      _ = withUnixSocketAddress(path) { store($0, $1) }
    case .tcp(let host, let port):
      var hints = addrinfo()
      hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
      hints.ai_flags = AI_NUMERICSERV
      var found: UnsafeMutablePointer<addrinfo>?
      let status = getaddrinfo(host, String(port), &hints, &found)
      guard status == 0, let found else {
        throw invalid("no address of host '\(host)': \(String(cString: gai_strerror(status)))")
      }
      defer { freeaddrinfo(found) }
      _ = store(found.pointee.ai_addr, found.pointee.ai_addrlen)
    case .inherited:
      throw invalid("a descriptor, which is another process's")
    }
  }

  func withPointer(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
    withUnsafePointer(to: storage) { storage in
      storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) }
    }
  }

  private mutating func store(_ address: UnsafePointer<sockaddr>, _ length: socklen_t) -> Int32 {
    withUnsafeMutableBytes(of: &storage) { storage in
      storage.copyMemory(from: UnsafeRawBufferPointer(start: address, count: Int(length)))
    }
    self.length = length
    return 0
  }

  private func invalid(_ received: String) -> ConnectionError {
    ConnectionError(.invalidAddress, expected: expected, received: received, elapsed: .zero)
  }
}
