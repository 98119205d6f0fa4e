import FastCGI
import HTTPTypes

extension Request {
  /// The cookies that came with the request.
  public var cookies: Cookies { Cookies(fieldValues: headers[values: .cookie]) }

  /// What the client takes this host for.
  package var host: HostAndPort? { params["HTTP_HOST"].flatMap { HostAndPort($0) } }

  /// The port that the web server was reached at (RFC 3875, section 4.1.15).
  package var serverPort: Int? { params["SERVER_PORT"].flatMap { Int($0) } }
}
