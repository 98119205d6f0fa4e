import FastCGI

extension ServerAddress {
  /// The address as written in nginx's `listen`, `server` and `fastcgi_pass`.
  var nginxAddress: String {
    switch self {
    case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    case .unix, .inherited: description
    }
  }
}
