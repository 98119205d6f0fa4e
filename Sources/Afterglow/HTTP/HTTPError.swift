import HTTPTypes

/// An error that the client is told: a handler, an extractor or middleware throws it to answer with that status.
///
///     guard let user = users[id] else { throw HTTPError(.notFound, detail: "There is no user \(id).") }
public struct HTTPError: Error, Sendable, CustomStringConvertible {
  /// The status of the response.
  public let status: HTTPResponse.Status

  /// What the client reads under `detail`.
  public let detail: String

  /// More header fields of the response, `Allow` or `WWW-Authenticate` for example.
  public let headers: HTTPFields

  /// An error for the client.
  ///
  /// - Parameters:
  ///   - status: the status of the response.
  ///   - detail: what the client reads; by default the status's reason phrase.
  ///   - headers: more header fields; none by default.
  public init(_ status: HTTPResponse.Status, detail: String? = nil, headers: HTTPFields = [:]) {
    self.status = status
    self.detail = detail ?? status.reasonPhrase
    self.headers = headers
  }

  /// The status and the detail.
  public var description: String { "\(status.code) \(detail)" }
}
