import HTTPTypes
import Synchronization

/// A client of a service under test that keeps cookies, as a browser does.
///
///     let browser = CookieKeeper(server)
///     try await browser.send(.post, "/login", form: "name=ada&password=lovelace")
///     let page = try await browser.send(.get, "/notes")
public final class CookieKeeper: Sendable {
  private let server: TestServer
  private let isSecure: Bool
  private let jar = Mutex(CookieJar())

  /// Makes a client without cookies.
  ///
  /// - Parameters:
  ///   - server: The service under test.
  ///   - isSecure: Whether its requests count as sent over HTTPS, so that cookies with `Secure` are kept and sent; true
  ///     by default, whatever the test sends them over.
  public init(_ server: TestServer, isSecure: Bool = true) {
    self.server = server
    self.isSecure = isSecure
  }

  /// The cookies that are kept; a test may change them.
  public var cookies: CookieJar {
    get { jar.withLock { $0 } }
    set { jar.withLock { $0 = newValue } }
  }

  /// Sends a request with the cookies that are its own, and keeps those that the response sets.
  ///
  /// - Parameters:
  ///   - method: The method.
  ///   - target: The path and query, percent-encoded.
  ///   - headers: Header fields; a `Cookie` among them is sent as it is, instead of those that are kept.
  ///   - body: The body; nil for none.
  ///   - duration: How long to wait for the whole response at most; 60 seconds by default, as passwords take their time
  ///     in a debug build.
  /// - Returns: The response, whatever its status. A redirect is not followed.
  /// - Throws: As ``TestServer/send(_:_:headers:body:within:)``.
  @discardableResult
  public func send(
    _ method: HTTPRequest.Method, _ target: String, headers: HTTPFields = [:], body: [UInt8]? = nil,
    within duration: Duration = .seconds(60)
  ) async throws -> TestResponse {
    var headers = headers
    let host = HTTPField.Name("Host").flatMap { headers[$0] } ?? "localhost"
    if headers[.cookie] == nil {
      headers[.cookie] = cookies.field(for: target, host: host, isSecure: isSecure)
    }
    let response = try await server.send(method, target, headers: headers, body: body, within: duration)
    jar.withLock { $0.keep(response.headers, from: target, host: host, isSecure: isSecure) }
    return response
  }

  /// Sends a form, as ``send(_:_:headers:body:within:)`` does.
  ///
  /// - Parameters:
  ///   - method: The method.
  ///   - target: The path and query, percent-encoded.
  ///   - form: The body, such as `name=ada&note=a+b`, of type `application/x-www-form-urlencoded`.
  /// - Returns: The response, whatever its status.
  /// - Throws: As ``TestServer/send(_:_:headers:body:within:)``.
  @discardableResult
  public func send(_ method: HTTPRequest.Method, _ target: String, form: String) async throws -> TestResponse
  {
    try await send(
      method, target, headers: [.contentType: "application/x-www-form-urlencoded"], body: Array(form.utf8))
  }
}
