import AfterglowTesting
import HTTPTypes
import Synchronization

/// A client of a service under test that keeps cookies, as browsers do.
final class CookieKeeper: Sendable {
  private let server: TestServer
  private let cookies = Mutex<[String: String]>([:])

  init(_ server: TestServer) { self.server = server }

  /// What it sends in `Cookie`.
  var cookieField: String {
    cookies.withLock { $0.map { "\($0.key)=\($0.value)" }.sorted().joined(separator: "; ") }
  }

  /// Sends a request with the cookies, and keeps those of the response.
  @discardableResult
  func send(
    _ method: HTTPRequest.Method, _ target: String, headers: HTTPFields = [:], body: [UInt8]? = nil
  ) async throws -> TestResponse {
    var headers = headers
    headers[.cookie] = cookieField
    // Passwords take their time in a debug build.
    let response = try await server.send(method, target, headers: headers, body: body, within: .seconds(60))
    for text in response.headers[values: .setCookie] { keep(text) }
    return response
  }

  /// Sends a form.
  @discardableResult
  func send(_ method: HTTPRequest.Method, _ target: String, form: String) async throws -> TestResponse {
    try await send(
      method, target, headers: [.contentType: "application/x-www-form-urlencoded"], body: Array(form.utf8))
  }

  private func keep(_ setCookieText: String) {
    let pair = setCookieText.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1)
    cookies.withLock {
      $0[String(pair[0])] = setCookieText.contains("; Max-Age=0;") ? nil : pair.last.map(String.init)
    }
  }
}
