import FastCGI
import HTTPTypes

extension Request {
  /// The cookies that the client sent.
  public var cookies: Cookies { Cookies(fieldValues: headers[values: .cookie]) }

  /// The host and port of the client's `Host` field.
  package var host: HostAndPort? { params["HTTP_HOST"].flatMap { HostAndPort($0) } }

  /// The port on which the web server received the request (RFC 3875, section 4.1.15).
  package var serverPort: Int? { params["SERVER_PORT"].flatMap { Int($0) } }
}
