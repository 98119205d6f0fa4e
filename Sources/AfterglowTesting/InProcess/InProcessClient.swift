import Afterglow
import FastCGI
import HTTPTypes

/// A client of an application in the same process, without web server and socket.
///
/// Background tasks can be inspected before they run.
///
///     let client = try InProcessClient(app)
///     let exchange = await client.post("/users", json: #"{"email":"ada@example.org","password":"lovelace"}"#)
///     #expect(exchange.status == .created)
///     #expect(exchange.backgroundTaskNames == ["confirmation-email", "log-line"])
///     await exchange.runBackgroundTasks()
public struct InProcessClient: Sendable {
  private let service: ApplicationService

  /// Creates a client of the application with its current declarations.
  ///
  /// - Parameters:
  ///   - app: the application.
  ///   - maxBodySize: the maximum size of a request's body in bytes; by default that of `--max-body-size`.
  /// - Throws: `RouteDeclarationErrors` with everything that is wrong with the routes.
  public init(_ app: Application, maxBodySize: Int = ApplicationConfiguration.defaultMaxBodySize) throws {
    service = try app.service(maxBodySize: maxBodySize)
  }

  /// Sends a `GET` request.
  ///
  /// - Parameters:
  ///   - target: the path and query, percent-encoded.
  ///   - headers: the header fields; none by default.
  /// - Returns: the response, and the background tasks, which have not run yet.
  public func get(_ target: String, headers: HTTPFields = [:]) async -> InProcessExchange {
    await send(target: target, headers: headers)
  }

  /// Sends a `POST` request with a JSON body.
  ///
  /// - Parameters:
  ///   - target: the path and query, percent-encoded.
  ///   - json: the body, sent as it is.
  ///   - headers: further header fields; none by default.
  /// - Returns: the response, and the background tasks, which have not run yet.
  public func post(_ target: String, json: String, headers: HTTPFields = [:]) async -> InProcessExchange {
    await send(
      method: .post, target: target, headers: headers, contentType: "application/json", body: Array(json.utf8)
    )
  }

  /// Sends a request.
  ///
  /// - Parameters:
  ///   - method: the method; `GET` by default.
  ///   - target: the path and query, percent-encoded.
  ///   - headers: header fields, without `Content-Type` and `Content-Length`.
  ///   - contentType: the body's media type; empty by default.
  ///   - body: the body; `nil` by default, for none.
  ///   - extraParams: params in addition to those of a web server, or in their place; none by default.
  /// - Returns: the response, and the background tasks, which have not run yet.
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
    // If a param occurs twice, the first one counts.
    return await service.answer(params: RequestParams(extraParams + usual), body: body ?? [])
  }
}
