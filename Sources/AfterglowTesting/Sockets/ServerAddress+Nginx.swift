import FastCGI

extension ServerAddress {
  /// The form that nginx's `listen`, `server` and `fastcgi_pass` take.
  var nginxAddress: String {
    switch self {
    case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    case .unix, .inherited: description
    }
  }
}
