/// Several parts of a file as one body (RFC 9110, section 14.6).
struct MultipartByteRanges: Sendable {
  let parts: [Range<Int>]
  /// The whole file's length in bytes.
  let length: Int
  /// The file's media type.
  let contentType: String
  /// The boundary, whose 128 random bits almost certainly do not occur in the file.
  var boundary =
    String(UInt64.random(in: .min ... .max), radix: 16) + String(UInt64.random(in: .min ... .max), radix: 16)

  /// The media type of the whole body.
  var bodyType: String { "multipart/byteranges; boundary=\(boundary)" }

  /// The body's length in bytes.
  var bodyLength: Int {
    parts.reduce(end.utf8.count) { $0 + head(of: $1).utf8.count + $1.count }
  }

  /// Returns the lines before a part's bytes.
  func head(of part: Range<Int>) -> String {
    "\r\n--\(boundary)\r\nContent-Type: \(contentType)\r\nContent-Range: \(part.contentRange(of: length))\r\n\r\n"
  }

  /// The line after the last part's bytes.
  var end: String { "\r\n--\(boundary)--\r\n" }
}

extension Range<Int> {
  /// Returns the range in the notation of a `Content-Range` field (RFC 9110, section 14.4).
  func contentRange(of length: Int) -> String { "bytes \(lowerBound)-\(upperBound - 1)/\(length)" }
}
