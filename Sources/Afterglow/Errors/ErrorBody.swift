/// What a client reads of an error, as JSON.
struct ErrorBody: Encodable, Sendable {
  let detail: String
  var errors: [ValidationFailure]?
}
