import CFastCGI

/// A request without a body as a web server sends it: the bytes of its records.
package struct ClientRequest: Sendable {
  /// The only request of its connection.
  private static let identifier: Int32 = 1

  /// The records from `FCGI_BEGIN_REQUEST` to the empty `FCGI_STDIN` that ends the request.
  package let bytes: [UInt8]

  /// A request with these params.
  ///
  /// - Parameter params: names and values (RFC 3875, section 4.1).
  package init(params: KeyValuePairs<String, String>) {
    let content = params.flatMap { name, value in
      Self.length(name.utf8.count) + Self.length(value.utf8.count) + Array(name.utf8) + Array(value.utf8)
    }
    // Section 5.1: the role in two bytes, no flags, so that the application closes the connection, five reserved bytes.
    bytes =
      Self.record(FCGI_BEGIN_REQUEST, [0, UInt8(FCGI_RESPONDER), 0, 0, 0, 0, 0, 0])
      + stride(from: 0, to: content.count, by: RecordBytes.largestAlignedContent).flatMap { start in
        Self.record(FCGI_PARAMS, content.dropFirst(start).prefix(RecordBytes.largestAlignedContent))
      }
      + Self.record(FCGI_PARAMS, []) + Self.record(FCGI_STDIN, [])
  }

  private static func record(_ type: Int32, _ content: some Collection<UInt8>) -> [UInt8] {
    RecordBytes.header(type: type, requestID: identifier, contentLength: content.count) + content
  }

  /// Section 3.4: up to 127 in one byte, more in four, the first of which has its high bit set.
  private static func length(_ count: Int) -> [UInt8] {
    count < 0x80
      ? [UInt8(count)] : [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: (count | 0x8000_0000) >> $0) }
  }
}
