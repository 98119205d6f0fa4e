/// Where a FastCGI server listens.
public enum ServerAddress: Hashable, Sendable {
  /// A unix socket at a path of the file system, at most 107 bytes long.
  case unix(path: String)
  /// A TCP port of a numeric IPv4 or IPv6 address; names are not resolved.
  case tcp(host: String, port: Int)
}

extension ServerAddress: CustomStringConvertible {
  /// The form that `--listen` takes: `unix:PATH` or `tcp:HOST:PORT`.
  public var description: String {
    switch self {
    case .unix(let path): "unix:\(path)"
    case .tcp(let host, let port): host.contains(":") ? "tcp:[\(host)]:\(port)" : "tcp:\(host):\(port)"
    }
  }

  /// The form that nginx's `fastcgi_pass` takes.
  var nginxAddress: String {
    switch self {
    case .unix(let path): "unix:\(path)"
    case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
  }
}
