import Afterglow
import AfterglowTesting
import HTTPTypes
import Synchronization

/// A client of an application in this process that keeps cookies, as browsers do, and can reach its exchanges.
final class Browser: Sendable {
  private let client: InProcessClient
  private let jar = Mutex(CookieJar())

  init(_ app: Application, cookies: [String: String] = [:]) throws {
    client = try InProcessClient(app)
    for (name, value) in cookies { keep(value, as: name) }
  }

  /// The cookies that it has, by their names.
  var cookies: [String: String] { jar.withLock { $0.values } }

  func keep(_ value: String?, as name: String) { jar.withLock { $0[name] = value } }

  /// Sends a request with the cookies, and keeps those of the response.
  @discardableResult
  func send(
    _ method: HTTPRequest.Method = .get, _ target: String, headers: HTTPFields = [:], form: String? = nil,
    multipart: [UInt8]? = nil, params: [(String, String)] = []
  ) async -> InProcessExchange {
    var headers = headers
    if let cookies = jar.withLock({ $0.field(for: target) }) { headers[.cookie] = cookies }
    let contentType =
      multipart != nil
      ? "multipart/form-data; boundary=b" : form == nil ? "" : "application/x-www-form-urlencoded"
    let exchange = await client.send(
      method: method, target: target, headers: headers, contentType: contentType,
      body: multipart ?? form.map { Array($0.utf8) }, extraParams: params)
    jar.withLock { $0.keep(exchange.headers, from: target) }
    return exchange
  }
}

extension InProcessExchange {
  /// The body as text.
  var text: String { String(decoding: body, as: UTF8.self) }

  /// What it sets as the session's cookie.
  var sessionCookie: String? { headers[values: .setCookie].first { $0.hasPrefix("__Host-session=") } }
}
