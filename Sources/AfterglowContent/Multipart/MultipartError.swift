/// The reason why a multipart body is refused.
package enum MultipartError: Error, Equatable, CustomStringConvertible {
  /// The content type is not `multipart/form-data`.
  case notFormData(contentType: String)

  /// The content type has no boundary that RFC 2046 allows.
  case invalidBoundary(String?)

  /// The body violates RFC 2046 or RFC 7578.
  case malformed(Fault)

  /// The body is well-formed but exceeds a limit.
  case overLimit(Limit)

  package enum Fault: String {
    case unfinished = "it ends before its closing boundary"
    case delimiterLine = "something stands behind a boundary on its line"
    case headerLine = "a part has a line in its head that is no header field"
    case noDisposition = "a part has no Content-Disposition of form-data with one name"
    case transferEncoding = "a part has a Content-Transfer-Encoding, which forms don't use"
    case fieldText = "a field is not in UTF-8"
  }

  package enum Limit: Equatable {
    case parts(Int)
    case partHeadSize(Int)
    case fieldsSize(Int)
    case fileSize(Int)
  }

  /// The message for the client.
  package var description: String {
    switch self {
    case .notFormData(""): "The request has no content type; send multipart/form-data."
    case .notFormData(let contentType):
      "The content type '\(contentType)' can't be read here; send multipart/form-data."
    case .invalidBoundary(nil): "The content type names no boundary."
    case .invalidBoundary(let boundary?): "The content type's boundary '\(boundary)' is not valid."
    case .malformed(let fault): "The multipart body is malformed: \(fault.rawValue)."
    case .overLimit(.parts(let limit)): "The form has more than the \(limit) parts allowed."
    case .overLimit(.partHeadSize(let limit)):
      "The head of a part of the form is larger than the \(limit) bytes allowed."
    case .overLimit(.fieldsSize(let limit)):
      "The form's fields are larger than the \(limit) bytes allowed for them together."
    case .overLimit(.fileSize(let limit)): "A file is larger than the \(limit) bytes allowed."
    }
  }
}
