import FastCGI
import HTTPTypes

/// A client that sends whole requests to a FastCGI application, like a web server that passes on requests.
///
///     let client = FastCGIClient(address: server.address)
///     let response = try await client.post("/register", json: #"{"email":"ada@example.org"}"#)
public struct FastCGIClient: Sendable {
  /// The address on which the application listens.
  public var address: ServerAddress
  /// The time that a whole request may take; 10 seconds by default.
  public var timeout: Duration

  /// Creates a client, which connects with the first request.
  ///
  /// - Parameters:
  ///   - address: the address on which the application listens.
  ///   - timeout: the time that a whole request may take; 10 seconds by default.
  public init(address: ServerAddress, timeout: Duration = .seconds(10)) {
    self.address = address
    self.timeout = timeout
  }

  /// Sends a `GET` request on a connection of its own.
  ///
  /// - Parameters:
  ///   - target: the path and query, percent-encoded.
  ///   - headers: the header fields that the HTTP client sends; none by default.
  /// - Returns: the response, whatever its status.
  /// - Throws: `ConnectionError` or ``MalformedResponse``.
  public func get(_ target: String, headers: HTTPFields = [:]) async throws -> FastCGIResponse {
    try await send(target: target, headers: headers)
  }

  /// Sends a `POST` request with a JSON body on a connection of its own.
  ///
  /// - Parameters:
  ///   - target: the path and query, percent-encoded.
  ///   - json: the body, sent as it is.
  ///   - headers: further header fields that the HTTP client sends.
  /// - Returns: the response, whatever its status.
  /// - Throws: `ConnectionError` or ``MalformedResponse``.
  public func post(
    _ target: String, json: String, headers: HTTPFields = [:]
  ) async throws -> FastCGIResponse {
    try await send(
      method: .post, target: target, headers: headers, contentType: "application/json", body: Array(json.utf8)
    )
  }

  /// Sends a request.
  ///
  /// The body is sent while the response is received, so that an application may answer before it has read the whole
  /// body. An application that closes before it has read the whole body causes no error as long as a response comes.
  ///
  /// - Parameters:
  ///   - method: the method; `GET` by default.
  ///   - target: the path and query, percent-encoded.
  ///   - headers: the header fields that the HTTP client sends, without `Content-Type` and `Content-Length`; none by
  ///     default.
  ///   - contentType: the value of `CONTENT_TYPE`; empty by default.
  ///   - body: the body; `nil` by default, for a request without one, whose `CONTENT_LENGTH` is empty.
  ///   - keepConnection: whether to ask for keep-conn; `false` by default.
  ///   - extraParams: params to add to those of nginx, or to replace; none by default.
  ///   - connection: a connection to use and leave open; `nil` by default, for a new one that is closed afterwards.
  ///     After an error either is closed.
  /// - Returns: the response, whatever its status.
  /// - Throws: `ConnectionError` or ``MalformedResponse``.
  public func send(
    method: HTTPRequest.Method = .get, target: String, headers: HTTPFields = [:], contentType: String = "",
    body: [UInt8]? = nil, keepConnection: Bool = false, extraParams: [(String, String)] = [],
    on connection: FastCGIConnection? = nil
  ) async throws -> FastCGIResponse {
    let deadline = Deadline(within: timeout)
    let used: FastCGIConnection
    if let connection {
      used = connection
    } else {
      used = try await .connect(to: address, within: timeout)
    }
    var params = params(
      method: method, target: target, headers: headers, contentType: contentType, contentLength: body?.count)
    for (name, value) in extraParams {
      params.removeAll { $0.0 == name }
      params.append((name, value))
    }
    do {
      try await used.sendHead(params: params, keepConnection: keepConnection)
      let response = try await exchange(body ?? [], on: used, until: deadline)
      if connection == nil { await used.close() }
      return response
    } catch {
      await used.close()
      throw error
    }
  }

  private func exchange(
    _ body: [UInt8], on connection: FastCGIConnection, until deadline: Deadline
  ) async throws -> FastCGIResponse {
    async let sending: Void = sendBody(body, on: connection)
    let response: FastCGIResponse
    do {
      response = try await connection.receiveResponse(within: deadline.remaining)
    } catch {
      await connection.close()
      _ = await sending
      throw error
    }
    await sending
    return response
  }

  private func sendBody(_ body: [UInt8], on connection: FastCGIConnection) async {
    do throws(ConnectionError) {
      try await connection.sendStdin(body)
      try await connection.finishStdin()
    } catch {
      // An application that answers early may close early; only the response matters.
    }
  }
}
