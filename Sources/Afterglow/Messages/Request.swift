import FastCGI
import HTTPTypes
import Logging
import Synchronization

/// A request as handlers and middleware see it.
///
/// A request can be kept for background tasks: everything but the body is a copy that outlives the request.
public struct Request: Sendable {
  let head: RequestHead
  private var changedHeaders: HTTPFields?

  /// The id of the request in the log and in the response's `X-Request-ID` field.
  ///
  /// The id is the web server's `REQUEST_ID` or the client's `X-Request-ID` if that is 1 to 128 letters, digits, `-`,
  /// `_` or `.`; otherwise it is newly made.
  public var id: String { context.requestID }

  /// The body.
  public let body: RequestBody

  /// The background tasks of this request; see ``RequestBackground``.
  public let background: RequestBackground

  /// The values of the path's `{name}` segments, percent-decoded.
  ///
  /// Empty before a route has been found, thus in middleware on the way in.
  public internal(set) var pathParameters: PathParameters

  /// A logger that adds the request's id to every line.
  ///
  /// Middleware may replace it in the copy that it passes on.
  public var logger: Logger {
    get { context.logger }
    set { context = RequestContext(requestID: id, logger: newValue) }
  }

  private(set) var context: RequestContext

  /// The time limit of the handler; `nil` if it has none.
  let timeout: TimeLimit?

  /// Whether error responses show details that are meant for developers.
  let showsErrors: Bool

  /// The form of the JSON that is read and written for the request.
  let json: JSONOptions

  init(
    head: RequestHead, context: RequestContext, body: RequestBody, background: RequestBackground,
    timeout: TimeLimit? = nil, showsErrors: Bool = false, json: JSONOptions = JSONOptions()
  ) {
    self.timeout = timeout
    self.showsErrors = showsErrors
    self.json = json
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

  /// The body's media type, as the client or middleware declares it; empty if neither does.
  var contentType: String {
    if let changedHeaders { return changedHeaders[.contentType] ?? "" }
    return head.params["CONTENT_TYPE"] ?? ""
  }

  /// The CGI variables that the web server sent with the request (RFC 3875, section 4.1).
  public var params: RequestParams { head.params }

  /// The path of the matching route as it was declared, such as `/users/{id}`.
  ///
  /// `nil` before a route has been found, thus in middleware on the way in, and if no route matches.
  public var route: String? { head.route }

  /// Whether the client has gone away, so that a long-running handler can give up.
  ///
  /// The web server's connection tells: nginx closes it when its client goes away, unless `fastcgi_ignore_client_abort`
  /// is on. nginx notices that on the client's open connection, and not while it buffers a request body
  /// (`fastcgi_request_buffering`). Each access costs one system call and consumes no data. The value is `true` once
  /// the request is finished, and `false` in tests in process.
  public var clientIsGone: Bool { body.clientIsGone }

  /// The client's address, as the web server saw it (`REMOTE_ADDR`).
  public var remoteAddress: String? { head.params["REMOTE_ADDR"] }
}

extension Request {
  /// The cookies that the client sent.
  public var cookies: Cookies { Cookies(fieldValues: headers[values: .cookie]) }

  /// The host and port of the client's `Host` field.
  package var host: HostAndPort? { params["HTTP_HOST"].flatMap { HostAndPort($0) } }

  /// The port on which the web server received the request (RFC 3875, section 4.1.15).
  package var serverPort: Int? { params["SERVER_PORT"].flatMap { Int($0) } }
}

/// A key for a value that travels with a request, from middleware to a handler or other middleware.
///
///     enum TenantKey: RequestValueKey { typealias Value = Tenant }
///
///     request[TenantKey.self] = tenant
///
/// The type itself is the key; it needs no members.
public protocol RequestValueKey: SendableMetatype {
  /// The type of the value.
  associatedtype Value: Sendable
}

extension Request {
  /// The value stored with the request under this key, or `nil` if there is none.
  ///
  /// The value belongs to the request, not to this copy of it. All copies share it, from the outermost middleware to
  /// the background tasks.
  public subscript<Key: RequestValueKey>(key: Key.Type) -> Key.Value? {
    get { head.values.withLock { $0?[ObjectIdentifier(key)] as? Key.Value } }
    nonmutating set { head.values.withLock { $0.set(newValue, for: ObjectIdentifier(key)) } }
  }
}

extension [ObjectIdentifier: any Sendable]? {
  /// Sets a value.
  ///
  /// The dictionary is created on demand, because most requests have no values.
  fileprivate mutating func set(_ value: (any Sendable)?, for key: ObjectIdentifier) {
    guard self != nil || value != nil else { return }
    self = self ?? [:]
    self?[key] = value
  }
}
