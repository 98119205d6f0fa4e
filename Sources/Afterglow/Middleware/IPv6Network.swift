#if canImport(Glibc)
  import Glibc
#endif

/// The network of an IPv6 address: its first 64 bits.
struct IPv6Network {
  let text: String

  /// Creates the network of an address; `nil` if it is not IPv6, or is an IPv4-mapped address.
  init?(_ address: String) {
    var bytes = in6_addr()
    guard inet_pton(AF_INET6, address, &bytes) == 1 else { return nil }
    let first = withUnsafeBytes(of: bytes) { Array($0) }
    // RFC 4291, section 2.5.5.2: ::ffff:192.0.2.1. All such addresses would share one network.
    guard first[..<10].contains(where: { $0 != 0 }) || first[10] != 0xFF || first[11] != 0xFF else {
      return nil
    }
    text =
      stride(from: 0, to: 8, by: 2).map { String(Int(first[$0]) << 8 | Int(first[$0 + 1]), radix: 16) }
      .joined(separator: ":") + "::/64"
  }
}
