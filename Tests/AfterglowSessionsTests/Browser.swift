import Afterglow
import AfterglowTesting
import HTTPTypes
import Synchronization

/// A client that keeps cookies, as browsers do.
final class Browser: Sendable {
  private let client: InProcessClient
  private let kept: Mutex<[String: String]>

  init(_ app: Application, cookies: [String: String] = [:]) throws {
    client = try InProcessClient(app)
    kept = Mutex(cookies)
  }

  /// The cookies that it has, by their names.
  var cookies: [String: String] { kept.withLock { $0 } }

  func keep(_ value: String?, as name: String) { kept.withLock { $0[name] = value } }

  /// Sends a request with the cookies, and keeps those of the response.
  @discardableResult
  func send(
    _ method: HTTPRequest.Method = .get, _ target: String, headers: HTTPFields = [:], form: String? = nil,
    multipart: [UInt8]? = nil, params: [(String, String)] = []
  ) async -> InProcessExchange {
    var headers = headers
    let cookies = cookies
    if !cookies.isEmpty {
      headers[.cookie] = cookies.map { "\($0.key)=\($0.value)" }.sorted().joined(separator: "; ")
    }
    let contentType =
      multipart != nil
      ? "multipart/form-data; boundary=b" : form == nil ? "" : "application/x-www-form-urlencoded"
    let exchange = await client.send(
      method: method, target: target, headers: headers, contentType: contentType,
      body: multipart ?? form.map { Array($0.utf8) }, extraParams: params)
    for text in exchange.headers[values: .setCookie] { keep(text) }
    return exchange
  }

  private func keep(_ setCookieText: String) {
    let pair = setCookieText.prefix { $0 != ";" }.split(
      separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let isRemoval = setCookieText.contains("; Max-Age=0;")
    keep(isRemoval ? nil : String(pair[1]), as: String(pair[0]))
  }
}

extension InProcessExchange {
  /// The body as text.
  var text: String { String(decoding: body, as: UTF8.self) }

  /// What it sets as the session's cookie.
  var sessionCookie: String? { headers[values: .setCookie].first { $0.hasPrefix("__Host-session=") } }
}
