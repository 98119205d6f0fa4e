import HTTPTypes

/// What a client reads of an error, as JSON.
struct ErrorBody: Encodable, Sendable {
  let detail: String
  var errors: [ValidationFailure]?
}

extension Response {
  /// An error's response with its body encoded already, for where nothing more may fail.
  static func encoded(_ status: HTTPResponse.Status, detail: String? = nil) -> Response {
    let body = try? JSONContent.encode(ErrorBody(detail: detail ?? status.reasonPhrase))
    return Response(status: status, headers: [.contentType: "application/json"], body: .bytes(body ?? []))
  }
}
