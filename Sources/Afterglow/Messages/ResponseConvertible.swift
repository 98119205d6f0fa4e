import HTTPTypes

/// What a handler may return: something that a ``Response`` can be made of.
///
/// A type that is `Encodable` needs no more than the protocol's name to be sent as JSON.
public protocol ResponseConvertible: SendableMetatype {
  /// The response to this request.
  ///
  /// - Throws: what is then treated as if the handler had thrown it.
  func response(to request: Request) throws -> Response
}

extension ResponseConvertible where Self: Encodable {
  /// The value as JSON.
  ///
  /// - Throws: what the encoder throws.
  public func response(to request: Request) throws -> Response { try .json(self) }
}

extension Response: ResponseConvertible {
  /// Itself.
  public func response(to request: Request) -> Response { self }
}

extension String: ResponseConvertible {
  /// The text as `text/plain` in UTF-8.
  public func response(to request: Request) -> Response { .text(self) }
}

extension HTTPResponse.Status: ResponseConvertible {
  /// A response without a body.
  public func response(to request: Request) -> Response { Response(status: self) }
}

extension Array: ResponseConvertible where Element: Encodable {
  /// The array as JSON.
  ///
  /// - Throws: what the encoder throws.
  public func response(to request: Request) throws -> Response { try .json(self) }
}

extension Dictionary: ResponseConvertible where Key == String, Value: Encodable {
  /// The dictionary as a JSON object.
  ///
  /// - Throws: what the encoder throws.
  public func response(to request: Request) throws -> Response { try .json(self) }
}

extension Optional: ResponseConvertible where Wrapped: ResponseConvertible {
  /// The value's response, or 404 if there is none.
  public func response(to request: Request) throws -> Response {
    guard let value = self else { throw HTTPError(.notFound) }
    return try value.response(to: request)
  }
}

extension Response {
  /// A value as JSON, encoded now.
  fileprivate static func json(_ value: some Encodable) throws -> Response {
    Response(headers: [.contentType: "application/json"], body: .bytes(try JSONContent.encode(value)))
  }
}
