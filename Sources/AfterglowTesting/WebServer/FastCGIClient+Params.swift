import FastCGI
import HTTPTypes

extension FastCGIClient {
  /// Makes the params that nginx's `fastcgi_params` makes of a request.
  ///
  /// As with nginx, an absent value is an empty param, and the header fields come last.
  ///
  /// - Parameters:
  ///   - method: The method.
  ///   - target: The path and query, percent-encoded.
  ///   - headers: The header fields that the HTTP client sends.
  ///   - contentType: The media type of the body, or the empty string.
  ///   - contentLength: The length of the body in bytes, or nil without a body.
  /// - Returns: Names and values in nginx's order.
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

  /// RFC 3875, section 4.1.18: upper case, `-` becomes `_`, `HTTP_` before it; equal names are joined.
  private func headerParams(
    _ headers: HTTPFields, contentType: String, contentLength: String
  ) -> [(String, String)] {
    var fields = headers
    let host = fields.removeHost() ?? "localhost"
    // nginx passes these two on twice, under both of their names.
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
  /// Takes out the `Host` field, which HTTPTypes has no constant for because requests carry it as their authority.
  fileprivate mutating func removeHost() -> String? {
    guard let name = HTTPField.Name("Host") else { return nil }
    defer { self[name] = nil }
    return self[name]
  }
}
