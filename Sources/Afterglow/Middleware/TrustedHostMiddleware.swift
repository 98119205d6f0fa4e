import HTTPTypes

/// Middleware that answers requests for hosts other than the service's own with 400.
///
///     app.add(middleware: TrustedHostMiddleware(["example.org", "*.example.org"]))
///
/// Clients can send any `Host`. A service that builds links from it, for example in e-mails, could send its users to a
/// stranger's site. The middleware is not needed if nginx has a `server_name` and a default server that refuses other
/// hosts.
public struct TrustedHostMiddleware: MiddlewareWithoutTaskLocals {
  private let hosts: Set<String>
  private let domains: [String]

  /// Creates middleware that accepts requests for these hosts.
  ///
  /// - Parameter hosts: names without a port, such as `example.org`, or `*.example.org` for all hosts below it but not
  ///   itself; or addresses, such as `192.0.2.1` or `[2001:db8::1]`.
  public init(_ hosts: [String]) {
    precondition(!hosts.isEmpty, "TrustedHostMiddleware without a host would refuse every request.")
    let names = hosts.map { $0.lowercased() }
    domains = names.filter { $0.hasPrefix("*.") }.map { String($0.dropFirst()) }
    self.hosts = Set(names.filter { !$0.hasPrefix("*.") })
    for name in self.hosts + domains.map({ String($0.dropFirst()) }) {
      precondition(
        HostAndPort(name)?.host == name, "'\(name)' is no host: give a name without scheme, port and path.")
    }
  }

  /// Passes the request on if its host is trusted.
  ///
  /// - Throws: ``HTTPError`` 400 if the host is missing or not trusted; any error of `next`.
  public func respond(to request: Request, next: any HTTPResponder) async throws -> Response {
    guard let host = request.host?.host, isTrusted(host) else {
      throw HTTPError(.badRequest, detail: "This host is not served here.")
    }
    return try await next.respond(to: request)
  }

  private func isTrusted(_ host: String) -> Bool {
    hosts.contains(host) || domains.contains { host.hasSuffix($0) && host.utf8.count > $0.utf8.count }
  }
}
