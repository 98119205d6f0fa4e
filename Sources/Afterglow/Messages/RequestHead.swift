import FastCGI
import HTTPTypes
import Synchronization

/// The head of a request, as the params tell it (RFC 3875, section 4.1).
final class RequestHead: Sendable {
  let method: HTTPRequest.Method
  let path: String
  let query: String
  let contentLength: Int?
  let params: RequestParams
  private let parsedHeaders = Mutex<HTTPFields?>(nil)
  private let place = Mutex(Place())

  /// Where the request has come to.
  private struct Place {
    var route: String?
    var scope: (any RequestScope)?
  }

  /// See ``RequestValueKey``.
  let values = Mutex<[ObjectIdentifier: any Sendable]?>(nil)

  /// Reads the head.
  ///
  /// - Throws: ``HTTPError`` 400 if the web server sent no method, path or content length that can be understood.
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

  /// The path still percent-encoded, so that `%2F` isn't taken for a separator, and the query.
  private static func target(of params: RequestParams) throws(HTTPError) -> (path: String, query: String) {
    // Not in RFC 3875; all web servers send it, and it is the only one that isn't decoded.
    if let target = params["REQUEST_URI"].flatMap(originForm) {
      // RFC 9112, section 3.2: no target has one. In a log it would begin a line of its own.
      guard !target.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
        throw HTTPError(.badRequest, detail: "The request's target has a control character.")
      }
      guard let mark = target.utf8.firstIndex(of: UInt8(ascii: "?")) else { return (target, "") }
      return (String(target[..<mark]), String(target[target.utf8.index(after: mark)...]))
    }
    // Sections 4.1.13 and 4.1.5: the path is SCRIPT_NAME and PATH_INFO, both decoded.
    let decoded = (params["SCRIPT_NAME"] ?? "") + (params["PATH_INFO"] ?? "")
    guard decoded.utf8.first == UInt8(ascii: "/") else {
      throw HTTPError(.badRequest, detail: "The request has no valid path.")
    }
    return (PercentEncoding.encodingPath(decoded), params["QUERY_STRING"] ?? "")
  }

  /// A target without the scheme and host that it has in the absolute form (RFC 9112, section 3.2.2), which some web servers
  /// pass on as it came; they have looked at its host.
  private static func originForm(of target: String) -> String? {
    let slash = UInt8(ascii: "/")
    if target.utf8.first == slash { return target }
    let lowercased = target.lowercased()
    guard let scheme = ["http://", "https://"].first(where: { lowercased.utf8.starts(with: $0.utf8) }) else {
      return nil
    }
    let rest = target.utf8.dropFirst(scheme.utf8.count)
    // RFC 3986, section 3.2. What begins with "#" is refused as a path.
    let end = rest.firstIndex { $0 == slash || "?#".utf8.contains($0) } ?? rest.endIndex
    let path = String(target[end...])
    return path.utf8.first == slash ? path : "/" + path
  }

  /// What Caddy says of a body in chunks, as it is written in Go.
  fileprivate static let unknownLength = "-1"

  private static func contentLength(of params: RequestParams) throws(HTTPError) -> Int? {
    // RFC 3875, section 4.1.2: unset without a body; nginx sends it empty then.
    guard let text = params["CONTENT_LENGTH"], !text.isEmpty, text != unknownLength else { return nil }
    guard text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
      let length = Int(text)
    else {
      throw HTTPError(.badRequest, detail: "The content length is not a number of bytes.")
    }
    return length
  }

  /// The path of the route that was found, as it was declared.
  var route: String? {
    get { place.withLock { $0.route } }
    set { place.withLock { $0.route = newValue } }
  }

  /// What lasts as long as the request, if anything does.
  var scope: (any RequestScope)? {
    get { place.withLock { $0.scope } }
    set { place.withLock { $0.scope = newValue } }
  }

  /// The header fields, put together when they are first asked for.
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
  /// The header fields among the params: `HTTP_*`, and the two that have params of their own (RFC 3875,
  /// sections 4.1.2, 4.1.3 and 4.1.18).
  ///
  /// What is no valid field is left out. Of a field that came more than once, all values are there: most web servers send a
  /// param for each, and some join them.
  init(params: RequestParams) {
    self.init()
    for (name, value) in params where name.hasPrefix("HTTP_") && !value.isEmpty {
      // These two have params of their own; a client's Content_Length would come under this name.
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
