import FastCGI
import HTTPTypes

/// Middleware that adds security header fields for browsers.
///
/// `X-Content-Type-Options: nosniff` is always added; the parameters determine the rest. Fields that a response already
/// has are kept. The defaults are too strict for services whose pages are embedded elsewhere or whose responses are
/// read by scripts of other sites.
public struct SecurityHeadersMiddleware: MiddlewareWithoutTaskLocals {
  private let fields: HTTPFields
  private let strictTransportSecurity: String?

  /// Creates middleware for security header fields.
  ///
  /// - Parameters:
  ///   - contentSecurityPolicy: the sources from which pages may load scripts and other resources (CSP Level 3); `nil`
  ///     for no policy. The default allows resources from the same origin only, forbids plug-ins and embedding, and
  ///     blocks inline scripts and styles.
  ///   - frameOptions: the value of `X-Frame-Options`, for browsers that don't know the policy's `frame-ancestors`;
  ///     `DENY` by default, `nil` for none.
  ///   - referrerPolicy: how much of its address a page reveals to others; `strict-origin-when-cross-origin` by
  ///     default, which reveals only the origin to other sites. `nil` for none.
  ///   - isolatesOrigin: whether pages of other sites are kept from holding a reference to this site's windows and from
  ///     embedding its resources (`Cross-Origin-Opener-Policy` and `Cross-Origin-Resource-Policy`, both `same-origin`);
  ///     `true` by default.
  ///   - httpsOnly: how long browsers that came over HTTPS must use HTTPS alone for this host (RFC 6797); `nil` by
  ///     default, for no such field, because it can't be revoked early. A year (`.seconds(31_536_000)`) is usual once
  ///     HTTPS is permanent. The field is sent only if the web server reports HTTPS, in `HTTPS` or `REQUEST_SCHEME`.
  ///   - includingSubdomains: whether `httpsOnly` also applies to subdomains; `false` by default.
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

  /// Returns the response with the security header fields.
  ///
  /// - Throws: any error of `next`.
  public func respond(to request: Request, next: any HTTPResponder) async throws -> Response {
    let isOverHTTPS = request.isOverHTTPS
    return try await next.respond(to: request) { headers in
      for field in fields where headers[field.name] == nil { headers.append(field) }
      // RFC 6797, section 7.2: the field must not be sent over HTTP.
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
