import HTTPTypes

extension Request {
  /// A form's field, for middleware that asks before the handler reads the form.
  package enum FormValue: Equatable, Sendable {
    case found(String)

    /// The body is no form, or a form without this field.
    case missing

    /// The body is a multipart form, and the field isn't in front of the files and in what is read ahead.
    case notInFront
  }

  /// How much of a multipart form is read to find a field in front: 64 KiB.
  package static let formReadAhead = 64 << 10

  /// A field of the body.
  ///
  /// An `application/x-www-form-urlencoded` body is read whole. Of a `multipart/form-data` body no more than
  /// ``formReadAhead`` bytes are read, up to the first file, and who takes the body gets those as well.
  ///
  /// - Throws: ``HTTPError`` 400 for a multipart form that is malformed; what reading the body throws.
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
      // The head of a part may have more where the handler's own limits say so.
      if case .overLimit = error { return .notInFront }
      throw error.httpError
    }
  }
}
