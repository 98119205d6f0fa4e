import HTTPTypes

/// How a body that is to be decoded is written.
enum BodyFormat: String {
  case json = "application/json"
  case form = "application/x-www-form-urlencoded"

  /// The format that the request's content type says.
  ///
  /// - Throws: ``HTTPError`` 415 if it is none of these.
  init(of request: Request, among formats: [BodyFormat]) throws(HTTPError) {
    let text = request.contentType
    guard let format = Self.named(text), formats.contains(format) else {
      let given =
        text.isEmpty ? "The request has no content type" : "The content type '\(text)' can't be read here"
      let readable = RuleText.alternatives(formats.map(\.rawValue))
      // RFC 9110, section 15.5.16: a program is told as well.
      throw HTTPError(
        .unsupportedMediaType, detail: "\(given); send \(readable).",
        headers: [.accept: formats.map(\.rawValue).joined(separator: ", ")])
    }
    self = format
  }

  private static func named(_ text: String) -> BodyFormat? {
    guard let type = MediaType(text), type.isUTF8 else { return nil }
    return type.isJSON ? .json : type.isForm ? .form : nil
  }
}
