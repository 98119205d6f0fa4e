import FastCGI
import HTTPTypes
import Synchronization

extension HTTPConnection {
  /// A response of the web server.
  public struct Response: Hashable, Sendable {
    /// The status.
    public let status: HTTPResponse.Status
    /// The header fields in the order in which they came.
    public let headers: HTTPFields
    /// The body without its transfer coding.
    public let body: [UInt8]
    /// The body as text, with replacement characters for invalid UTF-8.
    public var text: String { String(decoding: body, as: UTF8.self) }
  }

  /// Receives a whole response; interim responses such as 100 are skipped.
  ///
  /// - Parameters:
  ///   - method: the method of the request, because a response to `HEAD` has no body; `GET` by default.
  ///   - duration: the maximum time to wait; 10 seconds by default.
  /// - Returns: the response.
  /// - Throws: `ConnectionError` if the stream ends too early or the time is over; ``MalformedResponse`` if the bytes
  ///   are not an HTTP response.
  public func receiveResponse(
    method: HTTPRequest.Method = .get, within duration: Duration = .seconds(10)
  ) async throws -> Response {
    let deadline = Deadline(within: duration)
    while true {
      let (status, headers) = try await receiveHead(until: deadline)
      guard status.code >= 200 else { continue }
      let hasBody = method != .head && status != .noContent && status != .notModified
      let body = hasBody ? try await receiveBody(headers, until: deadline) : []
      return Response(status: status, headers: headers, body: body)
    }
  }

  /// Receives bytes as they arrive, for tests that watch a response arrive in pieces.
  ///
  /// - Parameter duration: the maximum time to wait; 10 seconds by default.
  /// - Returns: at least one byte, or no bytes at the end of the stream.
  /// - Throws: `ConnectionError` if the time is over or the connection is reset.
  public func receiveBytes(within duration: Duration = .seconds(10)) async throws(ConnectionError) -> [UInt8]
  {
    let deadline = Deadline(within: duration)
    if buffer.withLock({ $0.isEmpty }) {
      _ = try await receiveMore(expecting: "bytes from \(socket.peer)", until: deadline)
    }
    return buffer.withLock { buffer in
      defer { buffer = [] }
      return buffer
    }
  }

  private func receiveHead(until deadline: Deadline) async throws -> (HTTPResponse.Status, HTTPFields) {
    let section = try await receive("a header section", until: deadline) { buffer in
      HeaderSection(buffer).map { ($0, $0.end) }
    }
    guard let first = section.lines.first else { throw MalformedResponse("there is no status line", in: []) }
    let statusLine = String(decoding: first, as: UTF8.self)
    guard statusLine.hasPrefix("HTTP/1."), let status = HeaderSection.status(statusLine.dropFirst(9)) else {
      throw MalformedResponse("the status line is wrong", in: first)
    }
    var headers = HTTPFields()
    for line in section.lines.dropFirst() { headers.append(try HeaderSection.field(line)) }
    return (status, headers)
  }

  private func receiveBody(_ headers: HTTPFields, until deadline: Deadline) async throws -> [UInt8] {
    if headers[.transferEncoding]?.lowercased() == "chunked" {
      return try await receiveChunks(until: deadline)
    }
    guard let field = headers[.contentLength] else {
      // RFC 9112, section 6.3: without a length, the body ends with the connection.
      while try await receiveMore(expecting: "the end of the body", until: deadline) {}
      return try await receive("the body", until: deadline) { ($0, $0.count) }
    }
    guard let length = Int(field), length >= 0 else {
      throw MalformedResponse("Content-Length is no number", in: field.utf8)
    }
    return try await receive("a body of \(length) bytes", until: deadline) { buffer in
      buffer.count < length ? nil : (Array(buffer.prefix(length)), length)
    }
  }

  private func receiveChunks(until deadline: Deadline) async throws -> [UInt8] {
    var body: [UInt8] = []
    while true {
      let line = try await receiveLine("the size of a chunk", until: deadline)
      guard let digits = line.split(separator: ";").first, let size = Int(digits, radix: 16), size >= 0 else {
        throw MalformedResponse("the size of a chunk is wrong", in: line.utf8)
      }
      if size == 0 { break }
      body += try await receive("a chunk of \(size) bytes", until: deadline) { buffer in
        buffer.count < size + 2 ? nil : (Array(buffer.prefix(size)), size + 2)
      }
    }
    while try await !receiveLine("a trailer field", until: deadline).isEmpty {}
    return body
  }

  private func receiveLine(_ expected: String, until deadline: Deadline) async throws -> String {
    try await receive(expected, until: deadline) { buffer in
      guard let newline = buffer.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
      let line = String(decoding: buffer[..<newline], as: UTF8.self)
      return (line.hasSuffix("\r") ? String(line.dropLast()) : line, newline + 1)
    }
  }

  /// Receives until the parser finds a value at the start of the buffer, and removes its bytes.
  private func receive<Value: Sendable>(
    _ expected: String, until deadline: Deadline, _ parse: @Sendable ([UInt8]) -> (Value, Int)?
  ) async throws -> Value {
    while true {
      let buffer = self.buffer.withLock { $0 }
      if let (value, length) = parse(buffer) {
        self.buffer.withLock { $0.removeFirst(length) }
        return value
      }
      guard try await receiveMore(expecting: "\(expected) from \(socket.peer)", until: deadline) else {
        throw ConnectionError(
          .endOfStream, expected: expected, received: "the end of the stream after \(buffer.count) bytes",
          elapsed: deadline.elapsed)
      }
    }
  }

  private func receiveMore(
    expecting expected: String, until deadline: Deadline
  ) async throws(ConnectionError) -> Bool {
    switch try await socket.receive(expecting: expected, until: deadline) {
    case .bytes(let bytes):
      buffer.withLock { $0 += bytes }
      return true
    case .endOfStream:
      return false
    case .reset:
      throw ConnectionError(.reset, expected: expected, received: "a reset", elapsed: deadline.elapsed)
    }
  }
}
