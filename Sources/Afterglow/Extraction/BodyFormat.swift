import HTTPTypes

/// The format of a body to decode.
enum BodyFormat: String {
  case json = "application/json"
  case form = "application/x-www-form-urlencoded"

  /// Reads the format from the request's content type.
  ///
  /// - Throws: ``HTTPError`` 415 if the content type is none of the given formats.
  init(of request: Request, among formats: [BodyFormat]) throws(HTTPError) {
    let text = request.contentType
    guard let format = Self.named(text), formats.contains(format) else {
      let given =
        text.isEmpty ? "The request has no content type" : "The content type '\(text)' can't be read here"
      let readable = RuleText.alternatives(formats.map(\.rawValue))
      // RFC 9110, section 15.5.16: the Accept field tells programs the same.
      throw HTTPError(
        .unsupportedMediaType, detail: "\(given); send \(readable).",
        headers: [.accept: formats.map(\.rawValue).joined(separator: ", ")])
    }
    self = format
  }

  private static func named(_ text: String) -> BodyFormat? {
    // Almost every body has exactly this type, and parsing it takes longer than reading a small body.
    if text.isExactly(json.rawValue) { return .json }
    guard let type = MediaType(text), type.isUTF8 else { return nil }
    return type.isJSON ? .json : type.isForm ? .form : nil
  }
}
