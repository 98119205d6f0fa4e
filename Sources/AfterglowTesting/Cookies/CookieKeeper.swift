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

  /// Creates a client without cookies.
  ///
  /// - Parameters:
  ///   - server: the service under test.
  ///   - isSecure: whether its requests count as sent over HTTPS, so that cookies with `Secure` are kept and sent;
  ///     `true` by default, however the test sends them.
  public init(_ server: TestServer, isSecure: Bool = true) {
    self.server = server
    self.isSecure = isSecure
  }

  /// The client's cookies; a test may change them.
  public var cookies: CookieJar {
    get { jar.withLock { $0 } }
    set { jar.withLock { $0 = newValue } }
  }

  /// Sends a request with the cookies that match it, and keeps those that the response sets.
  ///
  /// - Parameters:
  ///   - method: the method.
  ///   - target: the path and query, percent-encoded.
  ///   - headers: the header fields; none by default. A `Cookie` among them is sent instead of the kept cookies.
  ///   - body: the body; `nil` by default, for none.
  ///   - duration: the maximum time to wait for the whole response; 60 seconds by default, since password checks are
  ///     slow in a debug build.
  /// - Returns: the response, whatever its status. A redirect is not followed.
  /// - Throws: the errors of ``TestServer/send(_:_:headers:body:within:)``.
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

  /// Sends a form, like ``send(_:_:headers:body:within:)``.
  ///
  /// - Parameters:
  ///   - method: the method.
  ///   - target: the path and query, percent-encoded.
  ///   - form: the body, such as `name=ada&note=a+b`, sent as `application/x-www-form-urlencoded`.
  /// - Returns: the response, whatever its status.
  /// - Throws: the errors of ``TestServer/send(_:_:headers:body:within:)``.
  @discardableResult
  public func send(_ method: HTTPRequest.Method, _ target: String, form: String) async throws -> TestResponse
  {
    try await send(
      method, target, headers: [.contentType: "application/x-www-form-urlencoded"], body: Array(form.utf8))
  }
}
