import HTTPTypes

/// An error that answers the request with a status.
///
/// Handlers, extractors and middleware throw it.
///
///     guard let user = users[id] else { throw HTTPError(.notFound, detail: "There is no user \(id).") }
public struct HTTPError: Error, Sendable, CustomStringConvertible {
  /// The status of the response.
  public let status: HTTPResponse.Status

  /// The text that the client gets as `detail`.
  public let detail: String

  /// Further header fields of the response, such as `Allow` or `WWW-Authenticate`.
  public let headers: HTTPFields

  /// Creates an error for the client.
  ///
  /// - Parameters:
  ///   - status: the status of the response.
  ///   - detail: the text for the client; the status's reason phrase by default.
  ///   - headers: further header fields of the response; none by default.
  public init(_ status: HTTPResponse.Status, detail: String? = nil, headers: HTTPFields = [:]) {
    self.status = status
    self.detail = detail ?? status.reasonPhrase
    self.headers = headers
  }

  /// The status and the detail.
  public var description: String { "\(status.code) \(detail)" }
}

extension FormError {
  /// The error as the client gets it.
  var httpError: HTTPError { HTTPError(.badRequest, detail: description) }
}

extension MalformedJSONError {
  /// The error as the client gets it.
  var httpError: HTTPError { HTTPError(.badRequest, detail: description) }
}

extension MultipartError {
  /// The error as the client gets it.
  var httpError: HTTPError {
    let status: HTTPResponse.Status =
      switch self {
      case .notFormData: .unsupportedMediaType
      case .invalidBoundary, .malformed: .badRequest
      case .overLimit: .contentTooLarge
      }
    let headers: HTTPFields = status == .unsupportedMediaType ? [.accept: "multipart/form-data"] : [:]
    return HTTPError(status, detail: description, headers: headers)
  }
}
