import AfterglowTesting
import HTTPTypes

/// A request as a client might make it that knows the service and means it no good.
struct GeneratedRequest: CustomStringConvertible, Sendable {
  var method: HTTPRequest.Method
  var target: String
  var contentType = ""
  var body: [UInt8]?
  /// Header fields as params, since not all of them are such as HTTP allows.
  var params: [(String, String)] = []

  func send(to client: FastCGIClient) async throws -> FastCGIResponse {
    try await client.send(
      method: method, target: target, contentType: contentType, body: body, extraParams: params)
  }

  var description: String {
    let body = body.map { String(decoding: $0.prefix(200), as: UTF8.self) } ?? "none"
    return "\(method.rawValue) \(target.prefix(200)) \(contentType) \(params) body: \(body)"
  }
}
