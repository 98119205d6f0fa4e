import HTTPTypes

extension NginxServer {
  /// Sends a `GET` request on a connection of its own.
  ///
  /// - Parameters:
  ///   - target: The path and query, percent-encoded.
  ///   - headers: Header fields.
  /// - Returns: The response, whatever its status.
  /// - Throws: ``ConnectionError`` or ``MalformedResponse``.
  public func get(_ target: String, headers: HTTPFields = [:]) async throws -> HTTPConnection.Response {
    try await send(target: target, headers: headers)
  }

  /// Sends a `POST` request with a JSON body on a connection of its own.
  ///
  /// - Parameters:
  ///   - target: The path and query, percent-encoded.
  ///   - json: The body, sent as it is.
  /// - Returns: The response, whatever its status.
  /// - Throws: ``ConnectionError`` or ``MalformedResponse``.
  public func post(_ target: String, json: String) async throws -> HTTPConnection.Response {
    try await send(
      method: .post, target: target, headers: [.contentType: "application/json"], body: Array(json.utf8))
  }

  /// Sends a request on a connection of its own.
  ///
  /// - Parameters:
  ///   - method: The method; `GET` by default.
  ///   - target: The path and query, percent-encoded.
  ///   - headers: Header fields; `Host` and `Content-Length` are added when they are missing.
  ///   - body: The body; nil for none.
  ///   - duration: How long to wait for the whole response at most; 10 seconds by default.
  /// - Returns: The response, whatever its status.
  /// - Throws: ``ConnectionError`` or ``MalformedResponse``.
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
