import HTTPTypes

extension NginxServer {
  /// Sends a `GET` request on a connection of its own.
  ///
  /// - Parameters:
  ///   - target: the path and query, percent-encoded.
  ///   - headers: the header fields; none by default.
  /// - Returns: the response, whatever its status.
  /// - Throws: `ConnectionError` or ``MalformedResponse``.
  public func get(_ target: String, headers: HTTPFields = [:]) async throws -> HTTPConnection.Response {
    try await send(target: target, headers: headers)
  }

  /// Sends a `POST` request with a JSON body on a connection of its own.
  ///
  /// - Parameters:
  ///   - target: the path and query, percent-encoded.
  ///   - json: the body, sent as it is.
  /// - Returns: the response, whatever its status.
  /// - Throws: `ConnectionError` or ``MalformedResponse``.
  public func post(_ target: String, json: String) async throws -> HTTPConnection.Response {
    try await send(
      method: .post, target: target, headers: [.contentType: "application/json"], body: Array(json.utf8))
  }

  /// Sends a request on a connection of its own.
  ///
  /// - Parameters:
  ///   - method: the method; `GET` by default.
  ///   - target: the path and query, percent-encoded.
  ///   - headers: the header fields, with `Host` and `Content-Length` added if they are missing; none by default.
  ///   - body: the body; `nil` by default, for none.
  ///   - duration: the maximum time to wait for the whole response; 10 seconds by default.
  /// - Returns: the response, whatever its status.
  /// - Throws: `ConnectionError` or ``MalformedResponse``.
  public func send(
    method: HTTPRequest.Method = .get, target: String, headers: HTTPFields = [:], body: [UInt8]? = nil,
    within duration: Duration = .seconds(10)
  ) async throws -> HTTPConnection.Response {
    let connection = try await connect()
    async let sending: Void = connection.send(method: method, target: target, headers: headers, body: body)
    do {
      let response = try await connection.receiveResponse(method: method, within: duration)
      await connection.close()
      return response
    } catch {
      await connection.close()
      try await sending
      throw error
    }
  }
}
