import HTTPTypes

/// Lets scripts of other sites' pages use the service (the Fetch standard's CORS protocol).
///
///     app.add(middleware: CORSMiddleware(origins: .only(["https://shop.example.org"]), credentials: true))
///
/// It answers the question that browsers ask before a request (preflight) itself, without a handler. It is to be the
/// outermost middleware, so that scripts can read the errors of the others. It keeps nobody else than browsers from
/// anything: who may do what is for authentication to say.
public struct CORSMiddleware: Middleware {
  /// The sites that may use the service.
  public enum Origins: Sendable {
    /// All; not together with credentials.
    case any
    /// These, each as a browser sends it: scheme, host and, unless it is the scheme's own, port, in lower case:
    /// `https://example.org`, `http://localhost:5173`.
    case only(Set<String>)
    /// Those for which the closure returns true. It is given what the client sent, which can be any text: compare the
    /// whole of it, or its whole end from a dot on.
    case matching(@Sendable (String) -> Bool)
  }

  private let origins: Origins
  private let methods: String
  private let requestHeaders: String?
  private let exposedHeaders: String?
  private let allowsCredentials: Bool
  private let maxAge: String

  /// Middleware for scripts of other sites.
  ///
  /// - Parameters:
  ///   - origins: the sites that may use the service.
  ///   - methods: the methods that they may use; by default GET, HEAD, POST, PUT, PATCH and DELETE.
  ///   - requestHeaders: the header fields that they may send; `nil`, the default, for whichever they like.
  ///   - exposedHeaders: the header fields of responses that they may read, beside those that are always readable; by
  ///     default `X-Request-ID`.
  ///   - credentials: whether their requests may carry cookies and other credentials of the user's; not by default.
  ///   - maxAge: how long a browser may keep an answer to its question; ten minutes by default. The longer, the fewer
  ///     questions, and the later a change of these settings is noticed.
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

  /// The answer to a browser's question, or the response of what is further in, with the header fields that let the
  /// script read it.
  ///
  /// - Throws: what is thrown further in.
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

  /// A list out of what a client sent, without what is no field's name.
  private static func names(_ value: String?) -> String? {
    let names = (value ?? "").split { $0 == "," || $0 == " " }.compactMap { HTTPField.Name(String($0)) }
    return names.isEmpty ? nil : list(names)
  }

  /// Says that the origin may read the response, if it may.
  private func allow(_ origin: String?, in headers: inout HTTPFields) -> Bool {
    if case .any = origins {
      // Also where no origin was sent: the browser may have kept that response when a script asks for it.
      headers[.accessControlAllowOrigin] = "*"
      return true
    }
    // Also where the origin is missing or not allowed: that response is not for others either.
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
    // `null` is what sandboxed pages of any site send.
    case .matching(let matches): WebOrigin(origin) != nil && matches(origin)
    }
  }
}
