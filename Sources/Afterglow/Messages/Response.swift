import HTTPTypes

/// A response: status, header fields, body and background tasks.
public struct Response: Sendable {
  /// The status.
  ///
  /// If it is `nil`, the response gets the default of the handler's method: 201 for `post`, 204 for `delete` without a
  /// body, 200 otherwise.
  ///
  /// Middleware always sees a status.
  public var status: HTTPResponse.Status?

  /// The header fields.
  ///
  /// `Content-Length` is added if the length is known.
  public var headers: HTTPFields

  /// The body.
  public var body: ResponseBody

  /// The background tasks to run after the client has the response, and after the handler's tasks.
  ///
  /// When a response reaches middleware, its tasks are already planned and this list is empty.
  public var background: BackgroundTasks

  /// Creates a response.
  ///
  /// - Parameters:
  ///   - status: the status; the default of the handler's method by default.
  ///   - headers: the header fields; none by default.
  ///   - body: the body; empty by default.
  ///   - background: a ``BackgroundTask`` or ``BackgroundTasks`` to run after the response; `nil` by default.
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

  /// Creates a response with a value as JSON.
  ///
  /// - Parameters:
  ///   - value: the value, which is encoded after the handler has returned.
  ///   - status: the status; the default of the handler's method by default.
  ///   - headers: the header fields; `Content-Type` is added if they have none.
  ///   - background: a ``BackgroundTask`` or ``BackgroundTasks`` to run after the response; `nil` by default.
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

  /// Returns a response with plain text in UTF-8.
  ///
  /// - Parameters:
  ///   - text: the text.
  ///   - status: the status; the default of the handler's method by default.
  ///   - headers: the header fields; `Content-Type` is added if they have none.
  ///   - background: a ``BackgroundTask`` or ``BackgroundTasks`` to run after the response; `nil` by default.
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

  /// Returns a response with an HTML page in UTF-8.
  ///
  /// The page is sent unchanged: pass everything in it that comes from a client through ``HTMLText/escape(_:)``. The
  /// templates of the product `AfterglowTemplates` escape automatically.
  ///
  /// - Parameters:
  ///   - html: the page.
  ///   - status: the status; the default of the handler's method by default.
  ///   - headers: the header fields; `Content-Type` is added if they have none.
  ///   - background: a ``BackgroundTask`` or ``BackgroundTasks`` to run after the response; `nil` by default.
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

  /// Returns a response whose body is produced while it is sent.
  ///
  /// - Parameters:
  ///   - contentType: the body's media type; `application/octet-stream` by default.
  ///   - status: the status; the default of the handler's method by default.
  ///   - headers: further header fields; none by default. With a `Content-Length`, the client can show its progress.
  ///   - background: the tasks to run after the last byte; `nil` by default. They also run if the client went away, but
  ///     not if `produce` throws for another reason.
  ///   - produce: a closure that writes the body. If it throws, the response breaks off.
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
  /// Returns the fields, with this content type added if they have none.
  fileprivate func with(contentType: String) -> HTTPFields {
    guard !contains(.contentType) else { return self }
    var fields = self
    fields[.contentType] = contentType
    return fields
  }
}

/// The body of a response.
public enum ResponseBody: Sendable {
  /// No body.
  case empty

  /// Bytes, sent unchanged.
  case bytes([UInt8])

  /// A text, sent in UTF-8 and as `text/plain` unless the response has another content type.
  case text(String)

  /// A value, sent as JSON.
  ///
  /// The value is encoded after the handler has returned. If encoding fails, the client gets a 500.
  case json(any Encodable & Sendable)

  /// Bytes that are produced while they are sent.
  ///
  /// If the closure throws before it has written anything, the client gets a 500. If it throws later, the response
  /// breaks off and the request's background tasks do not run.
  case stream(@Sendable (ResponseBodyWriter) async throws -> Void)
}
