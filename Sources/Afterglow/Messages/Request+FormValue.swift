import HTTPTypes

extension Request {
  /// A field of an `application/x-www-form-urlencoded` body, which is read for that; `nil` for another body.
  package func formValue(named name: String) throws -> String? {
    let type = contentType.prefix { $0 != ";" }.filter { $0 != " " }.lowercased()
    guard type == "application/x-www-form-urlencoded" else { return nil }
    return QueryParameters(String(decoding: try body.collect(), as: UTF8.self))[name]
  }
}
