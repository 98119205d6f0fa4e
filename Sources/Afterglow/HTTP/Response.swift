import HTTPTypes

/// A response: status, header fields, body, and what to do when the client has it.
public struct Response: Sendable {
  /// The status; `nil` for the default of the handler's method: 201 for `post`, 204 for `delete` if there is
  /// no body, 200 for the others.
  ///
  /// Middleware always finds one.
  public var status: HTTPResponse.Status?

  /// The header fields.
  ///
  /// `Content-Length` is added where the length is known.
  public var headers: HTTPFields

  /// The body.
  public var body: ResponseBody

  /// What runs after the client has the response, behind the tasks of the handler.
  ///
  /// When a handler's response reaches middleware its tasks have been taken note of, and this is empty.
  public var background: BackgroundTasks

  /// A response.
  ///
  /// - Parameters:
  ///   - status: the status; by default that of the handler's method.
  ///   - headers: header fields; none by default.
  ///   - body: the body; empty by default.
  ///   - background: a ``BackgroundTask`` or ``BackgroundTasks`` to run after the response; nothing by default.
  public init(
    status: HTTPResponse.Status? = nil,
    headers: HTTPFields = [:],
    body: ResponseBody = .empty,
    background: (any BackgroundWork)? = nil
  ) {
    self.status = status
    self.headers = headers
    self.body = body
    self.background = background?.backgroundTasks ?? []
  }

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
    self.init(status: status, headers: headers, body: .json(value), background: background)
    if self.headers[.contentType] == nil { self.headers[.contentType] = "application/json" }
  }

  /// Turns a value in the body into the bytes that will be sent.
  mutating func encodeBody() throws {
    if case .json(let value) = body { body = .bytes(try JSONContent.encode(value)) }
  }

  /// A plain text in UTF-8.
  public static func text(
    _ text: String,
    status: HTTPResponse.Status? = nil,
    background: (any BackgroundWork)? = nil
  ) -> Response {
    Response(
      status: status, headers: [.contentType: "text/plain; charset=utf-8"], body: .text(text),
      background: background)
  }

  /// A page of HTML in UTF-8.
  ///
  /// It is sent as it is: whatever of it comes from a client has to be escaped first.
  public static func html(
    _ html: String,
    status: HTTPResponse.Status? = nil,
    background: (any BackgroundWork)? = nil
  ) -> Response {
    Response(
      status: status, headers: [.contentType: "text/html; charset=utf-8"], body: .text(html),
      background: background)
  }

  /// A body that is produced while it is sent.
  ///
  /// - Parameters:
  ///   - contentType: its media type.
  ///   - status: the status; by default that of the handler's method.
  ///   - background: what runs after the last byte; not if `produce` throws for a reason of its own, but also when
  ///     the client went away.
  ///   - produce: writes the body. If it throws, the client sees the response break off.
  /// - Returns: the response.
  public static func stream(
    contentType: String = "application/octet-stream",
    status: HTTPResponse.Status? = nil,
    background: (any BackgroundWork)? = nil,
    _ produce: @escaping @Sendable (ResponseBodyWriter) async throws -> Void
  ) -> Response {
    Response(
      status: status, headers: [.contentType: contentType], body: .stream(produce), background: background)
  }
}
