import HTTPTypes

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
