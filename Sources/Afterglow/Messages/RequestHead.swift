import FastCGI
import HTTPTypes
import Logging
import Synchronization

/// The head of a request, read from the params (RFC 3875, section 4.1).
final class RequestHead: Sendable {
  let method: HTTPRequest.Method
  let path: String
  let query: String
  let contentLength: Int?
  let params: RequestParams
  private let parsedHeaders = Mutex<HTTPFields?>(nil)
  private let place = Mutex(Place())

  /// The route and scope that the request has reached.
  private struct Place {
    var route: String?
    var scope: (any RequestScope)?
  }

  /// See ``RequestValueKey``.
  let values = Mutex<[ObjectIdentifier: any Sendable]?>(nil)

  /// Reads the head from the params.
  ///
  /// - Throws: ``HTTPError`` 400 if the method, path or content length is missing or invalid.
  init(params: RequestParams) throws(HTTPError) {
    // RFC 3875, section 4.1.12.
    guard let name = params["REQUEST_METHOD"], let method = HTTPRequest.Method(rawValue: name) else {
      throw HTTPError(.badRequest, detail: "The request has no valid method.")
    }
    self.method = method
    (path, query) = try Self.target(of: params)
    contentLength = try Self.contentLength(of: params)
    self.params = params
  }

  /// Returns the path, still percent-encoded so that `%2F` isn't taken for a separator, and the query.
  private static func target(of params: RequestParams) throws(HTTPError) -> (path: String, query: String) {
    // REQUEST_URI is not in RFC 3875, but all web servers send it, and no other variable is left undecoded.
    if let target = params["REQUEST_URI"].flatMap(originForm) {
      // RFC 9112, section 3.2, allows no control characters. A line break would forge a line of the log.
      guard !target.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
        throw HTTPError(.badRequest, detail: "The request's target has a control character.")
      }
      guard let mark = target.utf8.firstIndex(of: UInt8(ascii: "?")) else { return (target, "") }
      return (String(target[..<mark]), String(target[target.utf8.index(after: mark)...]))
    }
    // RFC 3875, sections 4.1.13 and 4.1.5: the path is SCRIPT_NAME and PATH_INFO, both decoded.
    let decoded = (params["SCRIPT_NAME"] ?? "") + (params["PATH_INFO"] ?? "")
    guard decoded.utf8.first == UInt8(ascii: "/") else {
      throw HTTPError(.badRequest, detail: "The request has no valid path.")
    }
    return (PercentEncoding.encodingPath(decoded), params["QUERY_STRING"] ?? "")
  }

  /// Returns the target without the scheme and host of its absolute form (RFC 9112, section 3.2.2).
  ///
  /// Some web servers pass the absolute form on; they have checked its host.
  private static func originForm(of target: String) -> String? {
    let slash = UInt8(ascii: "/")
    if target.utf8.first == slash { return target }
    let lowercased = target.lowercased()
    guard let scheme = ["http://", "https://"].first(where: { lowercased.utf8.starts(with: $0.utf8) }) else {
      return nil
    }
    let rest = target.utf8.dropFirst(scheme.utf8.count)
    // RFC 3986, section 3.2. A path that begins with "#" is refused later.
    let end = rest.firstIndex { $0 == slash || "?#".utf8.contains($0) } ?? rest.endIndex
    let path = String(target[end...])
    return path.utf8.first == slash ? path : "/" + path
  }

  /// The content length that Caddy sends for a chunked body; Go's value for an unknown length.
  fileprivate static let unknownLength = "-1"

  private static func contentLength(of params: RequestParams) throws(HTTPError) -> Int? {
    // RFC 3875, section 4.1.2: unset if there is no body; nginx sends an empty value.
    guard let text = params["CONTENT_LENGTH"], !text.isEmpty, text != unknownLength else { return nil }
    guard text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
      let length = Int(text)
    else {
      throw HTTPError(.badRequest, detail: "The content length is not a number of bytes.")
    }
    return length
  }

  /// The path of the matching route as it was declared.
  var route: String? {
    get { place.withLock { $0.route } }
    set { place.withLock { $0.route = newValue } }
  }

  /// The scope that ends with the request, if there is one.
  var scope: (any RequestScope)? {
    get { place.withLock { $0.scope } }
    set { place.withLock { $0.scope = newValue } }
  }

  /// The header fields, parsed on first use.
  var headers: HTTPFields {
    parsedHeaders.withLock { parsed in
      if let parsed { return parsed }
      let fields = HTTPFields(params: params)
      parsed = fields
      return fields
    }
  }
}

extension HTTPFields {
  /// Creates the header fields from the params: `HTTP_*`, `CONTENT_TYPE` and `CONTENT_LENGTH` (RFC 3875, sections
  /// 4.1.2, 4.1.3 and 4.1.18).
  ///
  /// Invalid fields are left out. All values of a repeated field are kept: most web servers send one param for each,
  /// some join them.
  init(params: RequestParams) {
    self.init()
    for (name, value) in params where name.hasPrefix("HTTP_") && !value.isEmpty {
      // Both have params of their own; under this name a client could smuggle in `Content_Length`.
      if name == "HTTP_CONTENT_TYPE" || name == "HTTP_CONTENT_LENGTH" { continue }
      let fieldName = name.dropFirst("HTTP_".count).replacing("_", with: "-").lowercased()
      guard let field = HTTPField.Name(fieldName) else { continue }
      append(HTTPField(name: field, value: value))
    }
    if let type = params["CONTENT_TYPE"], !type.isEmpty { self[.contentType] = type }
    if let length = params["CONTENT_LENGTH"], !length.isEmpty, length != RequestHead.unknownLength {
      self[.contentLength] = length
    }
  }
}

/// An object that lasts as long as a request: until its background tasks have run.
protocol RequestScope: AnyObject, Sendable {
  /// Ends the scope when the request and its background tasks are over.
  ///
  /// - Parameter context: the context of the request, for the log.
  func end(in context: RequestContext) async
}
