import HTTPTypes

extension Request {
  /// The result of looking for a form field before the handler reads the form.
  package enum FormValue: Equatable, Sendable {
    case found(String)

    /// The body is not a form, or the form has no such field.
    case missing

    /// The body is a multipart form, and the field is not in the part that is read ahead or comes after a file.
    case notInFront
  }

  /// The number of bytes of a multipart form that are read ahead to find a field: 64 KiB.
  package static let formReadAhead = 64 << 10

  /// Looks for a field in a form body.
  ///
  /// An `application/x-www-form-urlencoded` body is read whole. Of a `multipart/form-data` body, at most
  /// ``formReadAhead`` bytes are read, up to the first file. A later reader of the body still gets those bytes.
  ///
  /// - Throws: ``HTTPError`` 400 if a multipart form is malformed; an error of reading the body.
  package func formValue(named name: String) throws -> FormValue {
    switch MediaType(contentType)?.essence {
    case "application/x-www-form-urlencoded":
      let fields = QueryParameters(String(decoding: try body.collect(), as: UTF8.self))
      return fields[name].map(FormValue.found) ?? .missing
    case "multipart/form-data": return try leadingFormValue(named: name)
    default: return .missing
    }
  }

  private func leadingFormValue(named name: String) throws -> FormValue {
    do {
      var search = LeadingFieldSearch(name: name, boundary: try MultipartBoundary(contentType: contentType))
      let outcome = try body.lookAhead(atMost: Self.formReadAhead) { try search.look(at: $0) }
      guard case .found(let value) = outcome else { return .notInFront }
      return .found(value)
    } catch let error as MultipartError {
      // The handler's own limits may allow a larger head of a part.
      if case .overLimit = error { return .notInFront }
      throw error.httpError
    }
  }
}
