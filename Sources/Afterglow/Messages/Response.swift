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
    self.init(
      status: status, headers: headers.with(contentType: "application/json"), body: .json(value),
      background: background)
  }

  /// A plain text in UTF-8.
  ///
  /// - Parameters:
  ///   - text: the text.
  ///   - status: the status; by default that of the handler's method.
  ///   - headers: header fields; `Content-Type` is added if they have none.
  ///   - background: a ``BackgroundTask`` or ``BackgroundTasks`` to run after the response; nothing by default.
  /// - Returns: the response.
  public static func text(
    _ text: String,
    status: HTTPResponse.Status? = nil,
    headers: HTTPFields = [:],
    background: (any BackgroundWork)? = nil
  ) -> Response {
    Response(
      status: status, headers: headers.with(contentType: "text/plain; charset=utf-8"), body: .text(text),
      background: background)
  }

  /// A page of HTML in UTF-8.
  ///
  /// It is sent as it is: whatever of it comes from a client has to go through ``HTMLText/escape(_:)``. The templates
  /// of the product `AfterglowTemplates` do that by themselves.
  ///
  /// - Parameters:
  ///   - html: the page.
  ///   - status: the status; by default that of the handler's method.
  ///   - headers: header fields; `Content-Type` is added if they have none.
  ///   - background: a ``BackgroundTask`` or ``BackgroundTasks`` to run after the response; nothing by default.
  /// - Returns: the response.
  public static func html(
    _ html: String,
    status: HTTPResponse.Status? = nil,
    headers: HTTPFields = [:],
    background: (any BackgroundWork)? = nil
  ) -> Response {
    Response(
      status: status, headers: headers.with(contentType: "text/html; charset=utf-8"), body: .text(html),
      background: background)
  }

  /// A body that is produced while it is sent.
  ///
  /// - Parameters:
  ///   - contentType: its media type.
  ///   - status: the status; by default that of the handler's method.
  ///   - headers: more header fields; none by default. With a `Content-Length`, the client sees how far it is.
  ///   - background: what runs after the last byte; not if `produce` throws for a reason of its own, but also when
  ///     the client went away.
  ///   - produce: writes the body. If it throws, the client sees the response break off.
  /// - Returns: the response.
  public static func stream(
    contentType: String = "application/octet-stream",
    status: HTTPResponse.Status? = nil,
    headers: HTTPFields = [:],
    background: (any BackgroundWork)? = nil,
    _ produce: @escaping @Sendable (ResponseBodyWriter) async throws -> Void
  ) -> Response {
    Response(
      status: status, headers: headers.with(contentType: contentType), body: .stream(produce),
      background: background)
  }
}

extension HTTPFields {
  /// The fields, with that content type if they have none.
  fileprivate func with(contentType: String) -> HTTPFields {
    guard self[.contentType] == nil else { return self }
    var fields = self
    fields[.contentType] = contentType
    return fields
  }
}
