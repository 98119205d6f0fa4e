import HTTPTypes

/// Middleware that lets scripts of other sites use the service (CORS protocol of the Fetch standard).
///
///     app.add(middleware: CORSMiddleware(origins: .only(["https://shop.example.org"]), credentials: true))
///
/// The middleware answers preflight requests of browsers itself, without a handler. Make it the outermost, so that
/// scripts can read the errors of other middleware. It restricts browsers only; use authentication
/// to control access.
public struct CORSMiddleware: MiddlewareWithoutTaskLocals {
  /// The sites that may use the service.
  public enum Origins: Sendable {
    /// All sites; not together with credentials.
    case any
    /// These sites, each written as browsers send it: scheme, host and, unless it is the scheme's default, port, in
    /// lower case. Examples are `https://example.org` and `http://localhost:5173`.
    case only(Set<String>)
    /// The sites for which the closure returns `true`. Its argument comes from the client and may be any text: compare
    /// the whole text, or its whole end from a dot on.
    case matching(@Sendable (String) -> Bool)
  }

  private let origins: Origins
  private let methods: String
  private let requestHeaders: String?
  private let exposedHeaders: String?
  private let allowsCredentials: Bool
  private let maxAge: String

  /// Creates middleware for scripts of other sites.
  ///
  /// - Parameters:
  ///   - origins: the sites that may use the service.
  ///   - methods: the methods that scripts may use; GET, HEAD, POST, PUT, PATCH and DELETE by default.
  ///   - requestHeaders: the header fields that scripts may send; `nil` by default, for all.
  ///   - exposedHeaders: the response fields that scripts may read, in addition to those that are always readable;
  ///     `X-Request-ID` by default.
  ///   - credentials: whether requests may carry the user's cookies and other credentials; `false` by default.
  ///   - maxAge: how long browsers may cache the answer to a preflight request; ten minutes by default. A longer time
  ///     saves requests, but delays the effect of changed settings.
  public init(
    origins: Origins,
    methods: [HTTPRequest.Method] = [.get, .head, .post, .put, .patch, .delete],
    requestHeaders: [HTTPField.Name]? = nil,
    exposedHeaders: [HTTPField.Name] = [.requestID],
    credentials: Bool = false,
    maxAge: Duration = .seconds(600)
  ) {
    switch origins {
    case .any:
      precondition(
        !credentials,
        "Credentials for any origin would let every site act for its visitors; name the origins.")
    case .only(let names):
      for name in names {
        precondition(
          WebOrigin(name) != nil && name == name.lowercased(),
          "'\(name)' is no origin: give scheme, host and port in lower case, without a path or a slash at the end."
        )
      }
    case .matching: break
    }
    self.origins = origins
    self.methods = methods.map(\.rawValue).joined(separator: ", ")
    self.requestHeaders = requestHeaders.map(Self.list)
    self.exposedHeaders = exposedHeaders.isEmpty ? nil : Self.list(exposedHeaders)
    allowsCredentials = credentials
    self.maxAge = "\(max(0, maxAge.components.seconds))"
  }

  private static func list(_ names: [HTTPField.Name]) -> String {
    names.map(\.rawName).joined(separator: ", ")
  }

  /// Answers a preflight request, or passes the request on and adds the fields that let scripts read the response.
  ///
  /// - Throws: any error of `next`.
  public func respond(to request: Request, next: any HTTPResponder) async throws -> Response {
    let headers = request.headers
    if request.method == .options, headers[.origin] != nil, headers[.accessControlRequestMethod] != nil {
      return preflightResponse(to: headers)
    }
    return try await next.respond(to: request) { responseHeaders in
      guard allow(headers[.origin], in: &responseHeaders) else { return }
      responseHeaders[.accessControlExposeHeaders] = exposedHeaders
    }
  }

  private func preflightResponse(to headers: HTTPFields) -> Response {
    var response = Response(status: .noContent)
    let isAllowed = allow(headers[.origin], in: &response.headers)
    response.headers.addVary(.accessControlRequestMethod)
    response.headers.addVary(.accessControlRequestHeaders)
    guard isAllowed else { return response }
    response.headers[.accessControlAllowMethods] = methods
    response.headers[.accessControlAllowHeaders] =
      requestHeaders ?? Self.names(headers[.accessControlRequestHeaders])
    response.headers[.accessControlMaxAge] = maxAge
    return response
  }

  /// Returns a client's list of field names without the invalid ones.
  private static func names(_ value: String?) -> String? {
    let names = (value ?? "").split { $0 == "," || $0 == " " }.compactMap { HTTPField.Name(String($0)) }
    return names.isEmpty ? nil : list(names)
  }

  /// Allows the origin to read the response, if it may; returns whether it may.
  private func allow(_ origin: String?, in headers: inout HTTPFields) -> Bool {
    if case .any = origins {
      // Without an origin, too: the browser may reuse the cached response for a script.
      headers[.accessControlAllowOrigin] = "*"
      return true
    }
    // Without an allowed origin, too: caches must not reuse that response for other origins.
    headers.addVary(.origin)
    guard let origin, isAllowed(origin) else { return false }
    headers[.accessControlAllowOrigin] = origin
    if allowsCredentials { headers[.accessControlAllowCredentials] = "true" }
    return true
  }

  private func isAllowed(_ origin: String) -> Bool {
    switch origins {
    case .any: true
    case .only(let names): names.contains(origin)
    // Sandboxed pages of any site send `null`, which is no origin.
    case .matching(let matches): WebOrigin(origin) != nil && matches(origin)
    }
  }
}
