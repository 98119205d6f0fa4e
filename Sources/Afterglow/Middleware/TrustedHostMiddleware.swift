import HTTPTypes

/// Answers requests for the service's own hosts only, and others with 400.
///
///     app.add(middleware: TrustedHostMiddleware(["example.org", "*.example.org"]))
///
/// A client can send any `Host`. A service that makes links of it, in an e-mail for example, would send its users wherever
/// a stranger likes. Where nginx has a `server_name` and a default server that refuses others, this is done already.
public struct TrustedHostMiddleware: Middleware {
  private let hosts: Set<String>
  private let domains: [String]

  /// Middleware that lets requests for these hosts pass.
  ///
  /// - Parameter hosts: names without port, as `example.org` or, with all hosts below it but not itself,
  ///   `*.example.org`; addresses as `192.0.2.1` or `[2001:db8::1]`.
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

  /// The response of what is further in.
  ///
  /// - Throws: ``HTTPError`` 400 for another host, or none.
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
