import HTTPTypes

/// A response with a value as JSON.
///
///     JSONResponse(["message": "Created"], background: BackgroundTask(sendEmail, address))
public struct JSONResponse: ResponseConvertible, Sendable {
  /// The response as it will be sent.
  public var response: Response

  /// A response with a value as JSON.
  ///
  /// - Parameters:
  ///   - value: what to encode, after the handler has returned.
  ///   - status: the status; by default that of the handler's method.
  ///   - headers: header fields; `Content-Type` is added if they have none.
  ///   - background: a ``BackgroundTask`` or ``BackgroundTasks`` to run after the response; nothing by default.
  public init(
    _ value: some Encodable & Sendable,
    status: HTTPResponse.Status? = nil,
    headers: HTTPFields = [:],
    background: (any BackgroundWork)? = nil
  ) {
    response = Response(value, status: status, headers: headers, background: background)
  }

  /// The response.
  public func response(to request: Request) -> Response { response }
}
