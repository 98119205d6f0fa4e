import Afterglow
import HTTPTypes

/// What has reached the application of a request, as the body of its response.
struct Echo: Codable, Sendable {
  struct Field: Codable, Equatable, Sendable {
    var name: String
    var value: String
  }

  var method: String
  var path: String
  var query: String
  /// Header fields as the application sees them, in their order.
  var headers: [Field]
  /// The cookies that were sent, as `name=value`.
  var cookies: [String]
  /// The params as the web server sent them, in their order.
  var params: [Field]
  var bodyLength: Int

  init(_ request: Request) throws {
    method = request.method.rawValue
    path = request.path
    query = request.query
    headers = request.headers.map { Field(name: $0.name.canonicalName, value: $0.value) }
    cookies = request.cookies.names.map { "\($0)=\(request.cookies[$0] ?? "")" }
    params = request.params.map { Field(name: $0.name, value: $0.value) }
    bodyLength = try request.body.collect().count
  }

  /// The value of a param, or `nil` if it was not sent.
  func param(_ name: String) -> String? {
    params.first { $0.name == name }?.value
  }

  /// The values of a header field, whose name is given in small letters.
  func values(_ name: String) -> [String] {
    headers.filter { $0.name == name }.map(\.value)
  }
}
