import Afterglow
import FastCGI
import FoundationEssentials
import HTTPTypes
import Synchronization

extension TestServer {
  /// Sends a `GET` request.
  ///
  /// - Parameters:
  ///   - target: the path and query, percent-encoded.
  ///   - headers: the header fields; none by default.
  /// - Returns: the response, whatever its status.
  /// - Throws: the errors of ``send(_:_:headers:body:within:)``.
  public func get(_ target: String, headers: HTTPFields = [:]) async throws -> TestResponse {
    try await send(.get, target, headers: headers)
  }

  /// Sends a `DELETE` request.
  ///
  /// - Parameters:
  ///   - target: the path and query, percent-encoded.
  ///   - headers: the header fields; none by default.
  /// - Returns: the response, whatever its status.
  /// - Throws: the errors of ``send(_:_:headers:body:within:)``.
  public func delete(_ target: String, headers: HTTPFields = [:]) async throws -> TestResponse {
    try await send(.delete, target, headers: headers)
  }

  /// Sends a `POST` request with a JSON body.
  ///
  /// - Parameters:
  ///   - target: the path and query, percent-encoded.
  ///   - json: the value to encode; a `String` is sent as it is.
  ///   - headers: further header fields; none by default.
  /// - Returns: the response, whatever its status.
  /// - Throws: the errors of ``send(_:_:headers:body:within:)``, or the error of the encoding.
  public func post(
    _ target: String, json: some Encodable, headers: HTTPFields = [:]
  ) async throws -> TestResponse {
    try await send(.post, target, json: json, headers: headers)
  }

  /// Sends a `PUT` request with a JSON body.
  ///
  /// - Parameters:
  ///   - target: the path and query, percent-encoded.
  ///   - json: the value to encode; a `String` is sent as it is.
  ///   - headers: further header fields; none by default.
  /// - Returns: the response, whatever its status.
  /// - Throws: the errors of ``send(_:_:headers:body:within:)``, or the error of the encoding.
  public func put(
    _ target: String, json: some Encodable, headers: HTTPFields = [:]
  ) async throws -> TestResponse {
    try await send(.put, target, json: json, headers: headers)
  }

  /// Sends a request with a JSON body.
  ///
  /// - Parameters:
  ///   - method: the method.
  ///   - target: the path and query, percent-encoded.
  ///   - json: the value to encode; a `String` is sent as it is.
  ///   - headers: further header fields; none by default.
  /// - Returns: the response, whatever its status.
  /// - Throws: the errors of ``send(_:_:headers:body:within:)``, or the error of the encoding.
  public func send(
    _ method: HTTPRequest.Method, _ target: String, json: some Encodable, headers: HTTPFields = [:]
  ) async throws -> TestResponse {
    var headers = headers
    if headers[.contentType] == nil { headers[.contentType] = "application/json" }
    let body =
      if let text = json as? String { Array(text.utf8) } else {
        try JSONContent.encode(json, options: self.json)
      }
    return try await send(method, target, headers: headers, body: body)
  }

  /// Sends a request.
  ///
  /// Each request has a connection of its own, and an `X-Request-ID` unless the test passes one.
  ///
  /// - Parameters:
  ///   - method: the method.
  ///   - target: the path and query, percent-encoded.
  ///   - headers: the header fields, to which those that HTTP needs are added; none by default.
  ///   - body: the body; `nil` by default, for none.
  ///   - duration: the maximum time to wait for the whole response; 10 seconds by default. In the test's own process
  ///     the handler is cancelled then.
  /// - Returns: the response, whatever its status.
  /// - Throws: `ConnectionError` or ``MalformedResponse`` if no response comes; in the test's own process
  ///   ``BrokenOffBody`` if the body could not be produced completely.
  public func send(
    _ method: HTTPRequest.Method, _ target: String, headers: HTTPFields = [:], body: [UInt8]? = nil,
    within duration: Duration = .seconds(10)
  ) async throws -> TestResponse {
    var headers = headers
    let id = headers[.requestID] ?? UUID().uuidString.lowercased()
    headers[.requestID] = id
    var response = try await pass(method, target, headers: headers, body: body, id: id, within: duration)
    response.jsonOptions = json
    return response
  }

  private func pass(
    _ method: HTTPRequest.Method, _ target: String, headers: HTTPFields, body: [UInt8]?, id: String,
    within duration: Duration
  ) async throws -> TestResponse {
    switch backend {
    case .inProcess(let server):
      let client = FastCGIClient(address: .unix(path: ""))
      return try await server.send(
        client.params(method, target, headers, body: body), body: body, until: Deadline(within: duration))
    case .spawned(let server):
      let client = FastCGIClient(address: server.address, timeout: duration)
      return try await send(method, target, headers: headers, body: body, through: client)
    case .nginx(let nginx, _):
      let response = try await nginx.send(
        method: method, target: target, headers: headers, body: body, within: duration)
      if !response.mayBeOfUnreadRequest { answered.requests.withLock { $0.add(sentThroughNginx: id) } }
      return TestResponse(status: response.status, headers: response.headers, body: response.body)
    }
  }

  private func send(
    _ method: HTTPRequest.Method, _ target: String, headers: HTTPFields, body: [UInt8]?,
    through client: FastCGIClient
  ) async throws -> TestResponse {
    let (contentType, headers) = headers.takingOutContentType()
    let response = try await client.send(
      method: method, target: target, headers: headers, contentType: contentType, body: body)
    // The application puts the request's id into every response.
    if let id = response.headers[.requestID] { answered.requests.withLock { $0.add(requestID: id) } }
    return TestResponse(status: response.status, headers: response.headers, body: response.body)
  }
}

extension HTTPConnection.Response {
  /// Whether nginx may have refused the request before reading its id, which its log doesn't have then.
  fileprivate var mayBeOfUnreadRequest: Bool {
    headers[.requestID] == nil && [400, 408, 414, 505].contains(status.code)
  }
}

extension FastCGIClient {
  fileprivate func params(
    _ method: HTTPRequest.Method, _ target: String, _ headers: HTTPFields, body: [UInt8]?
  ) -> [(String, String)] {
    let (contentType, headers) = headers.takingOutContentType()
    return params(
      method: method, target: target, headers: headers, contentType: contentType, contentLength: body?.count)
  }
}

extension HTTPFields {
  fileprivate func takingOutContentType() -> (contentType: String, others: HTTPFields) {
    var others = self
    others[.contentType] = nil
    return (self[.contentType] ?? "", others)
  }
}
