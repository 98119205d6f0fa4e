import FastCGI
import HTTPTypes
import Logging

/// A request, as handlers and middleware see it.
///
/// A value that can be kept: all but the body is a copy that outlives the request, for background tasks to use.
public struct Request: Sendable {
  let head: RequestHead
  private var changedHeaders: HTTPFields?

  /// Identifies the request in the log and in the response's `X-Request-ID`: what the web server sent as
  /// `REQUEST_ID` or the client as `X-Request-ID`, if it is 1 to 128 letters, digits, `-`, `_` or `.`; otherwise one
  /// that is new.
  public var id: String { context.requestID }

  /// The body.
  public let body: RequestBody

  /// The background tasks of this request; see ``RequestBackground``.
  public let background: RequestBackground

  /// The values of the path's `{name}` segments, percent-decoded.
  ///
  /// Empty before a route has been found, so in middleware.
  public internal(set) var pathParameters: PathParameters

  /// A logger whose lines carry the request's id.
  ///
  /// Middleware may put another one into the copy that it passes on.
  public var logger: Logger {
    get { context.logger }
    set { context = RequestContext(requestID: id, logger: newValue) }
  }

  private(set) var context: RequestContext

  /// Whether the handler's time-out has passed.
  let timeout = TimeLimit()

  /// Whether the client is a developer, who is shown the inside of errors.
  let showsErrors: Bool

  init(
    head: RequestHead, context: RequestContext, body: RequestBody, background: RequestBackground,
    showsErrors: Bool = false
  ) {
    self.showsErrors = showsErrors
    self.head = head
    self.context = context
    self.body = body
    self.background = background
    self.pathParameters = PathParameters()
  }

  /// The method.
  public var method: HTTPRequest.Method { head.method }

  /// The path as the client sent it: percent-encoded, without the query.
  public var path: String { head.path }

  /// The query as the client sent it: percent-encoded, without the question mark; empty if there is none.
  public var query: String { head.query }

  /// The header fields.
  ///
  /// Middleware may change them in the copy that it passes on.
  public var headers: HTTPFields {
    get { changedHeaders ?? head.headers }
    set { changedHeaders = newValue }
  }

  /// The body's media type, as the client or middleware says; empty if neither does.
  var contentType: String {
    if let changedHeaders { return changedHeaders[.contentType] ?? "" }
    return head.params["CONTENT_TYPE"] ?? ""
  }

  /// All that the web server sent of the request: the CGI variables (RFC 3875, section 4.1).
  public var params: RequestParams { head.params }

  /// The path of the route that answers, as it was declared: `/users/{id}`.
  ///
  /// `nil` before a route has been found, so in middleware on the way in, and if there is none.
  public var route: String? { head.route }

  /// Whether the client no longer waits for the response, so that a handler with much to do can give up.
  ///
  /// It is the web server that says so: nginx closes its connection to the application when its client goes away, unless
  /// `fastcgi_ignore_client_abort` is on. That is noticed while the client has an open connection to nginx, and not while a
  /// request body is on its way through `fastcgi_request_buffering`. Looking costs one system call and reads nothing. Once
  /// the request is finished it is `true`; in a test in process it is `false`.
  public var clientIsGone: Bool { body.clientIsGone() }

  /// The client's address, as the web server saw it (`REMOTE_ADDR`).
  public var remoteAddress: String? { head.params["REMOTE_ADDR"] }
}
