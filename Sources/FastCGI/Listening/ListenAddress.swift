/// The address at which web servers reach the application.
///
/// It is `unix:PATH`, `tcp:HOST:PORT`, or a listening socket that the parent process left on descriptor 0 (FastCGI
/// specification, section 2.2).
public enum ListenAddress: Sendable, Hashable {
  /// A unix socket at this path.
  case unix(path: String)

  /// A TCP socket on this host (a numeric address or a name) and port; port 0 lets the system choose one.
  case tcp(host: String, port: UInt16)

  /// The listening socket on descriptor `FCGI_LISTENSOCK_FILENO`, which is 0.
  case inherited

  /// The longest path in bytes that fits into `sockaddr_un.sun_path` on Linux together with its closing NUL.
  package static let longestUnixPath = 107
}

extension ListenAddress {
  /// Parses `unix:PATH` or `tcp:HOST:PORT`; an IPv6 host needs brackets, as in `tcp:[::1]:9000`.
  ///
  /// - Parameter text: the text to parse.
  /// - Throws: ``ListenAddressError`` with the text and the reason if it is not an address.
  public init(parsing text: String) throws(ListenAddressError) {
    if text.hasPrefix("unix:") {
      self = try .unix(path: Self.unixPath(text.dropFirst("unix:".count), in: text))
    } else if text.hasPrefix("tcp:") {
      self = try Self.tcpEndpoint(text.dropFirst("tcp:".count), in: text)
    } else {
      throw ListenAddressError(text: text, reason: "it starts neither with 'unix:' nor with 'tcp:'")
    }
  }

  private static func unixPath(_ path: Substring, in text: String) throws(ListenAddressError) -> String {
    guard !path.isEmpty else { throw ListenAddressError(text: text, reason: "the path is missing") }
    guard !path.utf8.contains(0) else { throw ListenAddressError(text: text, reason: "the path holds a NUL") }
    guard path.utf8.count <= longestUnixPath else {
      throw ListenAddressError(
        text: text,
        reason: "the path has \(path.utf8.count) bytes, and a unix socket's may have \(longestUnixPath)")
    }
    return String(path)
  }

  private static func tcpEndpoint(_ endpoint: Substring, in text: String) throws(ListenAddressError) -> Self {
    guard let colon = endpoint.lastIndex(of: ":") else {
      throw ListenAddressError(text: text, reason: "the port is missing")
    }
    let portText = endpoint[endpoint.index(after: colon)...]
    guard let port = UInt16(portText) else {
      throw ListenAddressError(text: text, reason: "'\(portText)' is not a port (0 to 65535)")
    }
    var host = endpoint[..<colon]
    if host.hasPrefix("["), host.hasSuffix("]") {
      host = host.dropFirst().dropLast()
    } else if host.contains(":") {
      throw ListenAddressError(text: text, reason: "an IPv6 host stands in brackets, as in tcp:[::1]:9000")
    }
    guard !host.isEmpty else {
      throw ListenAddressError(
        text: text, reason: "the host is missing; 127.0.0.1 is usual, 0.0.0.0 is every interface")
    }
    return .tcp(host: String(host), port: port)
  }
}

extension ListenAddress: CustomStringConvertible {
  /// The form that ``init(parsing:)`` reads, or `descriptor 0` for an inherited socket.
  public var description: String {
    switch self {
    case .unix(let path): "unix:\(path)"
    case .tcp(let host, let port): host.contains(":") ? "tcp:[\(host)]:\(port)" : "tcp:\(host):\(port)"
    case .inherited: "descriptor 0"
    }
  }
}

/// The error for a text that is not a ``ListenAddress``.
public struct ListenAddressError: Error, Equatable, CustomStringConvertible {
  /// The text that was given.
  public let text: String

  /// The reason why it is not an address.
  public let reason: String

  /// A line with the text, the reason, and the two valid forms.
  public var description: String {
    "'\(text)' is no address to listen on: \(reason). Use unix:PATH or tcp:HOST:PORT."
  }
}
