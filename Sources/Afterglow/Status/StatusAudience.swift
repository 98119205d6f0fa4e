#if canImport(Glibc)
  import Glibc
#endif

/// The clients that may see a ``StatusPage``.
public struct StatusAudience: Sendable {
  let admits: @Sendable (Request) -> Bool

  /// Clients on the same machine as the web server: `REMOTE_ADDR` is a loopback address (`127.0.0.0/8`, `::1`), or
  /// `unix:`, which nginx sends if it was itself reached through a unix socket.
  ///
  /// A request without `REMOTE_ADDR` is refused. Web servers have to send it (RFC 3875, section 4.1.8), and without it
  /// the client's address is unknown. Header fields such as `X-Forwarded-For` are ignored, since a client can write
  /// anything there. Behind another proxy on the same machine every client looks local: let the web server put the
  /// client's address into `REMOTE_ADDR` (nginx's `ngx_http_realip_module`), or restrict the page with
  /// ``matching(_:)``.
  public static let local = StatusAudience { $0.isFromThisMachine }

  /// Every client that the web server lets through.
  ///
  /// For web servers that restrict the path themselves. The page shows the paths that other clients are requesting.
  public static let everyone = StatusAudience { _ in true }

  /// Returns the audience of clients whose requests meet a condition, such as an authenticated user or an address of a
  /// monitoring network.
  public static func matching(_ condition: @escaping @Sendable (Request) -> Bool) -> StatusAudience {
    StatusAudience(admits: condition)
  }
}

extension Request {
  fileprivate var isFromThisMachine: Bool {
    guard let address = remoteAddress else { return false }
    return address == "unix:" || LoopbackAddress.contains(address)
  }
}

/// The loopback addresses.
enum LoopbackAddress {
  /// Whether a text is a loopback address of IPv4, of IPv6, or of IPv4 within IPv6.
  static func contains(_ text: String) -> Bool {
    var address = in_addr()
    if inet_pton(AF_INET, text, &address) == 1 { return isIPv4Loopback(bytes(of: address)) }
    var longAddress = in6_addr()
    guard inet_pton(AF_INET6, text, &longAddress) == 1 else { return false }
    let bytes = bytes(of: longAddress)
    if bytes == [UInt8](repeating: 0, count: 15) + [1] { return true }
    // RFC 4291, section 2.5.5.2: a socket for both families shows an IPv4 peer as ::ffff:127.0.0.1.
    return bytes.starts(with: [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF])
      && isIPv4Loopback(Array(bytes[12...]))
  }

  private static func isIPv4Loopback(_ bytes: [UInt8]) -> Bool { bytes.first == 127 }

  private static func bytes(of address: some Any) -> [UInt8] {
    withUnsafeBytes(of: address) { Array($0) }
  }
}
