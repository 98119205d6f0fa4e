import HTTPTypes

/// The JSON body of an error.
struct ErrorBody: Encodable, Sendable {
  let detail: String
  var errors: [ValidationFailure]?
}

extension Response {
  /// Returns an error response whose body is already encoded, so that nothing can fail later.
  static func encoded(_ status: HTTPResponse.Status, detail: String? = nil) -> Response {
    let body = try? JSONContent.encode(ErrorBody(detail: detail ?? status.reasonPhrase))
    return Response(status: status, headers: [.contentType: "application/json"], body: .bytes(body ?? []))
  }
}
