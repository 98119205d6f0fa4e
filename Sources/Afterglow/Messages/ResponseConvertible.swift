import HTTPTypes

/// A type that a handler may return, because it can be converted into a ``Response``.
///
/// An `Encodable` type that declares conformance is sent as JSON; it needs no further code.
public protocol ResponseConvertible: SendableMetatype {
  /// Returns the response to a request.
  ///
  /// - Throws: any error; it is treated as if the handler had thrown it.
  func response(to request: Request) throws -> Response
}

extension ResponseConvertible where Self: Encodable {
  /// Returns a response with the value as JSON.
  ///
  /// - Throws: the encoder's error.
  public func response(to request: Request) throws -> Response { try .json(self, request.json) }
}

extension Response: ResponseConvertible {
  /// Returns the response itself.
  public func response(to request: Request) -> Response { self }
}

extension String: ResponseConvertible {
  /// Returns a response with the text as `text/plain` in UTF-8.
  public func response(to request: Request) -> Response { .text(self) }
}

extension HTTPResponse.Status: ResponseConvertible {
  /// Returns a response with this status and without a body.
  public func response(to request: Request) -> Response { Response(status: self) }
}

extension Array: ResponseConvertible where Element: Encodable {
  /// Returns a response with the array as JSON.
  ///
  /// - Throws: the encoder's error.
  public func response(to request: Request) throws -> Response { try .json(self, request.json) }
}

extension Dictionary: ResponseConvertible where Key == String, Value: Encodable {
  /// Returns a response with the dictionary as a JSON object.
  ///
  /// - Throws: the encoder's error.
  public func response(to request: Request) throws -> Response { try .json(self, request.json) }
}

extension Optional: ResponseConvertible where Wrapped: ResponseConvertible {
  /// Returns the value's response.
  ///
  /// - Throws: ``HTTPError`` 404 if there is no value; the error of the value's conversion.
  public func response(to request: Request) throws -> Response {
    guard let value = self else { throw HTTPError(.notFound) }
    return try value.response(to: request)
  }
}

extension Response {
  /// Returns a response with a value as JSON, encoded immediately.
  fileprivate static func json(_ value: some Encodable, _ options: JSONOptions) throws -> Response {
    Response(
      headers: [.contentType: "application/json"],
      body: .bytes(try JSONContent.encode(value, options: options)))
  }
}
