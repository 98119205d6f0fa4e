import HTTPTypes

/// The response to an unexpected error with `--debug-errors`, for developers.
///
/// Browsers get a page, other clients JSON. Credentials are left out, because a page is easily shown to somebody else.
struct DebugErrorPage {
  private let detail: DebugErrorBody.Debug
  private let prefersHTML: Bool

  init(_ error: any Error, of request: Request) {
    prefersHTML = AcceptedTypes(request.headers[.accept]).preferHTML
    detail = DebugErrorBody.Debug(
      error: String(reflecting: error), type: String(reflecting: type(of: error)),
      method: request.method.rawValue,
      path: request.path, route: request.route, request: request.id,
      headers: request.headers.filter { !Self.isCredential($0.name) }.map {
        "\($0.name): \($0.value)"
      })
  }

  var response: Response {
    guard prefersHTML else {
      return Response(
        DebugErrorBody(detail: HTTPResponse.Status.internalServerError.reasonPhrase, debug: detail),
        status: .internalServerError, headers: [.cacheControl: "no-store"])
    }
    let headers: HTTPFields = [
      .contentType: "text/html; charset=utf-8", .cacheControl: "no-store",
      .contentSecurityPolicy: "default-src 'none'; style-src 'unsafe-inline'",
    ]
    return Response(status: .internalServerError, headers: headers, body: .text(html))
  }

  /// Whether a field holds credentials, judged by its name: services have fields of their own, such as `X-API-Key`.
  private static func isCredential(_ name: HTTPField.Name) -> Bool {
    ["auth", "cookie", "key", "password", "secret", "session", "signature", "token"].contains {
      name.canonicalName.contains($0)
    }
  }

  private var html: String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <title>\(HTMLText.escape(detail.type))</title>
    <style>body { font: 16px/1.5 sans-serif; margin: 2em; max-width: 60em } pre { white-space: pre-wrap }</style>
    </head>
    <body>
    <h1>\(HTMLText.escape(detail.type))</h1>
    <pre>\(HTMLText.escape(detail.error))</pre>
    <p>\(HTMLText.escape(detail.method)) \(HTMLText.escape(detail.path)), \
    \(HTMLText.escape(detail.route.map { "route \($0)" } ?? "no route")), request \(HTMLText.escape(detail.request))</p>
    <pre>\(HTMLText.escape(detail.headers.joined(separator: "\n")))</pre>
    <p>Shown because of --debug-errors, which is not for production.</p>
    </body>
    </html>

    """
  }
}

/// The JSON body of an error with details for developers.
struct DebugErrorBody: Encodable, Sendable {
  struct Debug: Encodable, Sendable {
    let error: String
    let type: String
    let method: String
    let path: String
    let route: String?
    let request: String
    let headers: [String]
  }

  let detail: String
  let debug: Debug
}
