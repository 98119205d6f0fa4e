import FastCGI
import HTTPTypes

/// Sends whole requests to a FastCGI application, as a web server that passes on an HTTP client's request.
///
///     let client = FastCGIClient(address: server.address)
///     let response = try await client.post("/register", json: #"{"email":"ada@example.org"}"#)
public struct FastCGIClient: Sendable {
  /// Where the application listens.
  public var address: ServerAddress
  /// How long a whole request may take; 10 seconds by default.
  public var timeout: Duration

  /// Makes a client; nothing is connected before the first request.
  ///
  /// - Parameters:
  ///   - address: Where the application listens.
  ///   - timeout: How long a whole request may take; 10 seconds by default.
  public init(address: ServerAddress, timeout: Duration = .seconds(10)) {
    self.address = address
    self.timeout = timeout
  }

  /// Sends a `GET` request on a connection of its own.
  ///
  /// - Parameters:
  ///   - target: The path and query, percent-encoded.
  ///   - headers: The header fields that the HTTP client sends.
  /// - Returns: The response, whatever its status.
  /// - Throws: ``ConnectionError`` or ``MalformedResponse``.
  public func get(_ target: String, headers: HTTPFields = [:]) async throws -> FastCGIResponse {
    try await send(target: target, headers: headers)
  }

  /// Sends a `POST` request with a JSON body on a connection of its own.
  ///
  /// - Parameters:
  ///   - target: The path and query, percent-encoded.
  ///   - json: The body, sent as it is.
  ///   - headers: Further header fields that the HTTP client sends.
  /// - Returns: The response, whatever its status.
  /// - Throws: ``ConnectionError`` or ``MalformedResponse``.
  public func post(
    _ target: String, json: String, headers: HTTPFields = [:]
  ) async throws -> FastCGIResponse {
    try await send(
      method: .post, target: target, headers: headers, contentType: "application/json", body: Array(json.utf8)
    )
  }

  /// Sends a request.
  ///
  /// The body is sent while the response is received, so that an application may answer before it has read it all.
  /// When the application closes before it has taken the whole body, that is no error as long as a response comes.
  ///
  /// - Parameters:
  ///   - method: The method; `GET` by default.
  ///   - target: The path and query, percent-encoded.
  ///   - headers: The header fields that the HTTP client sends, without `Content-Type` and `Content-Length`.
  ///   - contentType: The value of `CONTENT_TYPE`; empty by default.
  ///   - body: The body; nil for a request without one, whose `CONTENT_LENGTH` is empty.
  ///   - keepConnection: Whether to ask for keep-conn; false by default.
  ///   - extraParams: Params that are added to those of nginx, or that replace them.
  ///   - connection: A connection to use and leave open; by default a new one is opened, and closed afterwards.
  ///     After an error, either is closed.
  /// - Returns: The response, whatever its status.
  /// - Throws: ``ConnectionError`` or ``MalformedResponse``.
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
      // An application that answers early may close early; what counts is the response.
    }
  }
}
