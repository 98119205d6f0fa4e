import HTTPTypes

/// A response with a value as JSON.
///
///     JSONResponse(["message": "Created"], background: BackgroundTask(sendEmail, address))
///
/// The type carries the type of the value, so that route descriptions can use it.
public struct JSONResponse<Body: Encodable & Sendable>: ResponseConvertible, Sendable {
  /// The value, which is encoded after the handler has returned.
  public var body: Body

  /// The status; `nil` for the default of the handler's method.
  public var status: HTTPResponse.Status?

  /// The header fields; `Content-Type` is added if they have none.
  public var headers: HTTPFields

  /// The background tasks to run after the client has the response.
  public var background: BackgroundTasks

  /// Creates a response with a value as JSON.
  ///
  /// - Parameters:
  ///   - body: the value, which is encoded after the handler has returned.
  ///   - status: the status; the default of the handler's method by default.
  ///   - headers: the header fields; `Content-Type` is added if they have none.
  ///   - background: a ``BackgroundTask`` or ``BackgroundTasks`` to run after the response; `nil` by default.
  public init(
    _ body: Body,
    status: HTTPResponse.Status? = nil,
    headers: HTTPFields = [:],
    background: (any BackgroundWork)? = nil
  ) {
    self.body = body
    self.status = status
    self.headers = headers
    self.background = background?.backgroundTasks ?? []
  }

  /// The response that is sent.
  public var response: Response {
    Response(body, status: status, headers: headers, background: background)
  }

  /// Returns the response that is sent.
  public func response(to request: Request) -> Response { response }
}
