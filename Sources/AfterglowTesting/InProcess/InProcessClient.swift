import Afterglow
import FastCGI
import HTTPTypes

/// A client of an application in the same process: no web server, no socket, and background tasks that can be looked at
/// before they run.
///
///     let client = try InProcessClient(app)
///     let exchange = await client.post("/users", json: #"{"email":"ada@example.org","password":"lovelace"}"#)
///     #expect(exchange.status == .created)
///     #expect(exchange.backgroundTaskNames == ["confirmation-email", "log-line"])
///     await exchange.runBackgroundTasks()
public struct InProcessClient: Sendable {
  private let service: ApplicationService

  /// A client of the application as it has been declared so far.
  ///
  /// - Parameters:
  ///   - app: The application.
  ///   - maxBodySize: The most bytes a request's body may have; by default as without `--max-body-size`.
  /// - Throws: `RouteDeclarationErrors` with everything that is wrong with the routes.
  public init(_ app: Application, maxBodySize: Int = ApplicationConfiguration.defaultMaxBodySize) throws {
    service = try app.service(maxBodySize: maxBodySize)
  }

  /// Sends a `GET` request.
  ///
  /// - Parameters:
  ///   - target: The path and query, percent-encoded.
  ///   - headers: Header fields.
  /// - Returns: The response, with background tasks that wait to be run.
  public func get(_ target: String, headers: HTTPFields = [:]) async -> InProcessExchange {
    await send(target: target, headers: headers)
  }

  /// Sends a `POST` request with a JSON body.
  ///
  /// - Parameters:
  ///   - target: The path and query, percent-encoded.
  ///   - json: The body, sent as it is.
  ///   - headers: Further header fields.
  /// - Returns: The response, with background tasks that wait to be run.
  public func post(_ target: String, json: String, headers: HTTPFields = [:]) async -> InProcessExchange {
    await send(
      method: .post, target: target, headers: headers, contentType: "application/json", body: Array(json.utf8)
    )
  }

  /// Sends a request.
  ///
  /// - Parameters:
  ///   - method: The method; `GET` by default.
  ///   - target: The path and query, percent-encoded.
  ///   - headers: Header fields, without `Content-Type` and `Content-Length`.
  ///   - contentType: The body's media type; empty by default.
  ///   - body: The body; nil for none.
  ///   - extraParams: Params beside those that a web server sends, or in their place.
  /// - Returns: The response, with background tasks that wait to be run.
  public func send(
    method: HTTPRequest.Method = .get,
    target: String,
    headers: HTTPFields = [:],
    contentType: String = "",
    body: [UInt8]? = nil,
    extraParams: [(String, String)] = []
  ) async -> InProcessExchange {
    let usual = FastCGIClient(address: .unix(path: "")).params(
      method: method, target: target, headers: headers, contentType: contentType, contentLength: body?.count)
    // Of a param that is there twice, the first one counts.
    return await service.answer(params: RequestParams(extraParams + usual), body: body ?? [])
  }
}
