import FastCGI
import HTTPTypes

extension FastCGIClient {
  /// Returns the params that nginx's `fastcgi_params` set for a request.
  ///
  /// As with nginx, an absent value is an empty param, and the header fields come last.
  ///
  /// - Parameters:
  ///   - method: the method.
  ///   - target: the path and query, percent-encoded.
  ///   - headers: the header fields that the HTTP client sends; none by default.
  ///   - contentType: the media type of the body; empty by default.
  ///   - contentLength: the length of the body in bytes; `nil` by default, for no body.
  /// - Returns: the names and values in nginx's order.
  public func params(
    method: HTTPRequest.Method, target: String, headers: HTTPFields = [:], contentType: String = "",
    contentLength: Int? = nil
  ) -> [(String, String)] {
    let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    let path = parts.first.map { $0.decodingPercents() } ?? ""
    let length = contentLength.map(String.init) ?? ""
    let (host, port) = serverHostAndPort
    return [
      ("QUERY_STRING", parts.count > 1 ? String(parts[1]) : ""), ("REQUEST_METHOD", method.rawValue),
      ("CONTENT_TYPE", contentType), ("CONTENT_LENGTH", length),
      ("SCRIPT_NAME", path), ("REQUEST_URI", target), ("DOCUMENT_URI", path),
      ("DOCUMENT_ROOT", "/var/www/html"), ("SERVER_PROTOCOL", "HTTP/1.1"), ("REQUEST_SCHEME", "http"),
      ("GATEWAY_INTERFACE", "CGI/1.1"), ("SERVER_SOFTWARE", "nginx/1.22.1"),
      ("REMOTE_ADDR", "127.0.0.1"), ("REMOTE_PORT", "49152"), ("REMOTE_USER", ""),
      ("SERVER_ADDR", host), ("SERVER_PORT", port), ("SERVER_NAME", "localhost"),
    ] + headerParams(headers, contentType: contentType, contentLength: length)
  }

  private var serverHostAndPort: (String, String) {
    switch address {
    case .unix, .inherited: ("127.0.0.1", "80")
    case .tcp(let host, let port): (host, String(port))
    }
  }

  /// Returns the params of header fields (RFC 3875, section 4.1.18): `HTTP_` and the name in upper case with `_` for
  /// `-`; fields of equal names are joined.
  private func headerParams(
    _ headers: HTTPFields, contentType: String, contentLength: String
  ) -> [(String, String)] {
    var fields = headers
    let host = fields.removeHost() ?? "localhost"
    // nginx passes these two on under both of their names.
    if !contentType.isEmpty { fields[.contentType] = contentType }
    if !contentLength.isEmpty { fields[.contentLength] = contentLength }
    var params: [(String, String)] = [("HTTP_HOST", host)]
    for field in fields {
      let name = "HTTP_" + field.name.canonicalName.uppercased().replacing("-", with: "_")
      let separator = field.name == .cookie ? "; " : ", "
      if let index = params.firstIndex(where: { $0.0 == name }) {
        params[index].1 += separator + field.value
      } else {
        params.append((name, field.value))
      }
    }
    return params
  }
}

extension HTTPFields {
  /// Removes and returns the `Host` field, for which HTTPTypes has no constant because requests carry it as their
  /// authority.
  fileprivate mutating func removeHost() -> String? {
    guard let name = HTTPField.Name("Host") else { return nil }
    defer { self[name] = nil }
    return self[name]
  }
}
