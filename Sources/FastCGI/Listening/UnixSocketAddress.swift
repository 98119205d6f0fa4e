#if canImport(Glibc)
  import Glibc
#endif

/// Calls a closure with the address of a unix socket.
///
/// - Parameters:
///   - path: the path, of at most ``ListenAddress/longestUnixPath`` bytes.
///   - isAbstract: whether the path is a name in Linux's abstract namespace, with any character in place of its
///     leading NUL (`unix(7)`); `false` by default.
///   - body: the closure to call with the address.
/// - Returns: the result of the closure.
func withUnixSocketAddress(
  _ path: String, isAbstract: Bool = false, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
) -> Int32 {
  var address = sockaddr_un()
  address.sun_family = sa_family_t(AF_UNIX)
  withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
  if isAbstract { address.sun_path.0 = 0 }
  let length = MemoryLayout<sa_family_t>.size + path.utf8.count + (isAbstract ? 0 : 1)
  return withUnsafePointer(to: &address) {
    $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(length)) }
  }
}
