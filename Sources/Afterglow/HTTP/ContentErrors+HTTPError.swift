import HTTPTypes

extension FormError {
  /// What the client is told.
  var httpError: HTTPError { HTTPError(.badRequest, detail: description) }
}

extension MalformedJSONError {
  /// What the client is told.
  var httpError: HTTPError { HTTPError(.badRequest, detail: description) }
}

extension MultipartError {
  /// What the client is told.
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
