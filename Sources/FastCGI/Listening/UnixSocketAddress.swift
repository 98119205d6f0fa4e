#if canImport(Glibc)
  import Glibc
#endif

/// Calls the body with the address of a unix socket.
///
/// - Parameters:
///   - path: the path, of no more than ``ListenAddress/longestUnixPath`` bytes.
///   - isAbstract: whether it is a name in Linux's abstract namespace, with a character in the place of the NUL that
///     such names begin with (`unix(7)`).
///   - body: what is done with the address; its result is returned.
/// - Returns: what the body returns.
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
