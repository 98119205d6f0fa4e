import FastCGI
import HTTPTypes

/// Adds header fields that make browsers more careful; where a response has one of them already, that one stays.
///
/// `X-Content-Type-Options: nosniff` always, and what the parameters say. For a service whose pages are to be embedded
/// elsewhere, or read by scripts of other sites, the defaults are too strict.
public struct SecurityHeadersMiddleware: Middleware {
  private let fields: HTTPFields
  private let strictTransportSecurity: String?

  /// Middleware for header fields of security.
  ///
  /// - Parameters:
  ///   - contentSecurityPolicy: where pages may load scripts and other things from (CSP Level 3). By default everything
  ///     from here alone, no plug-ins, and embedded nowhere; scripts and styles inside the page's own text don't run
  ///     then. `nil` for none.
  ///   - frameOptions: `X-Frame-Options`, for browsers that don't know the policy's `frame-ancestors`; `DENY` by default,
  ///     `nil` for none.
  ///   - referrerPolicy: how much of its address a page tells others; `strict-origin-when-cross-origin` by default, which
  ///     tells other sites the host alone. `nil` for none.
  ///   - isolatesOrigin: whether other sites' pages can neither keep a handle on a window of this one nor embed what it
  ///     serves (`Cross-Origin-Opener-Policy` and `Cross-Origin-Resource-Policy`, both `same-origin`), which is the
  ///     default.
  ///   - httpsOnly: for how long browsers that came over HTTPS shall use nothing else for this host (RFC 6797); not sent
  ///     by default, as it can't be taken back before. A year (`.seconds(31_536_000)`) is usual once HTTPS is sure to
  ///     stay. It is sent where the web server says that the request came over HTTPS, in `HTTPS` or `REQUEST_SCHEME`.
  ///   - includingSubdomains: whether that holds for the hosts below this one; not by default.
  public init(
    contentSecurityPolicy: String? =
      "default-src 'self'; object-src 'none'; base-uri 'self'; frame-ancestors 'none'",
    frameOptions: String? = "DENY",
    referrerPolicy: String? = "strict-origin-when-cross-origin",
    isolatesOrigin: Bool = true,
    httpsOnly: Duration? = nil,
    includingSubdomains: Bool = false
  ) {
    var fields: HTTPFields = [.xContentTypeOptions: "nosniff"]
    fields[.contentSecurityPolicy] = contentSecurityPolicy
    fields[.frameOptions] = frameOptions
    fields[.referrerPolicy] = referrerPolicy
    if isolatesOrigin {
      fields[.crossOriginOpenerPolicy] = "same-origin"
      fields[.crossOriginResourcePolicy] = "same-origin"
    }
    self.fields = fields
    strictTransportSecurity = httpsOnly.map {
      "max-age=\(max(0, $0.components.seconds))" + (includingSubdomains ? "; includeSubDomains" : "")
    }
  }

  /// The response of what is further in, with the header fields.
  ///
  /// - Throws: what is thrown further in.
  public func respond(to request: Request, next: any HTTPResponder) async throws -> Response {
    let isOverHTTPS = request.isOverHTTPS
    return try await next.respond(to: request) { headers in
      for field in fields where headers[field.name] == nil { headers.append(field) }
      // RFC 6797, section 7.2: not over HTTP.
      if let strictTransportSecurity, isOverHTTPS, headers[.strictTransportSecurity] == nil {
        headers[.strictTransportSecurity] = strictTransportSecurity
      }
    }
  }
}

extension Request {
  fileprivate var isOverHTTPS: Bool {
    params["HTTPS"]?.lowercased() == "on" || params["REQUEST_SCHEME"]?.lowercased() == "https"
  }
}

extension HTTPField.Name {
  fileprivate static let frameOptions = named("X-Frame-Options")
  fileprivate static let referrerPolicy = named("Referrer-Policy")
  fileprivate static let crossOriginOpenerPolicy = named("Cross-Origin-Opener-Policy")

  private static func named(_ text: String) -> Self {
    guard let name = Self(text) else { preconditionFailure("a valid field name") }
    return name
  }
}
