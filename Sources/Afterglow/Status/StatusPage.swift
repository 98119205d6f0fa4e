import HTTPTypes

/// A page that shows what a service is doing: its processes, the activity of each worker and since when, connections,
/// responses, background tasks and their failures, restarts.
///
///     app.add(StatusPage(at: "/status"))
///
/// | request | response |
/// | --- | --- |
/// | `GET /status` | a ``ServiceStatus`` as JSON, with its metrics as `metrics` |
/// | `GET /status`, `Accept: text/html` | a page for people, which renews itself every 2 seconds |
/// | `GET /status/metrics` | the counts in Prometheus' text format |
///
/// Under a process manager any process answers for all of them. Its report of itself is current; its reports of the
/// others are up to a second old.
public struct StatusPage: Sendable {
  let path: String
  let audience: StatusAudience

  /// Creates a page.
  ///
  /// - Parameters:
  ///   - path: the page's path, with the metrics at `/metrics` below it; `/status` by default.
  ///   - audience: the clients that may see the page, while others get 403; by default those on the web server's
  ///     machine.
  public init(at path: String = "/status", visibleTo audience: StatusAudience = .local) {
    self.path = path
    self.audience = audience
  }

  func response(to request: Request, from board: StatusBoard) throws -> Response {
    try checkAudience(of: request)
    let status = board.status
    guard AcceptedTypes(request.headers[.accept]).preferHTML else {
      return Response(
        headers: Self.headers("application/json"), body: .bytes(try StatusJSON(status: status).text))
    }
    var headers = Self.headers("text/html; charset=utf-8")
    headers[.contentSecurityPolicy] = "default-src 'none'; style-src 'unsafe-inline'"
    return Response(headers: headers, body: .text(StatusDocument(status: status).html))
  }

  func metricsResponse(to request: Request, from board: StatusBoard) throws -> Response {
    try checkAudience(of: request)
    return Response(
      headers: Self.headers(PrometheusText.contentType), body: .text(PrometheusText(board.status).text))
  }

  private func checkAudience(of request: Request) throws(HTTPError) {
    guard audience.admits(request) else {
      throw HTTPError(.forbidden, detail: "The status is not for this client to see.")
    }
  }

  private static func headers(_ contentType: String) -> HTTPFields {
    [.contentType: contentType, .cacheControl: "no-store", .vary: "Accept"]
  }
}
