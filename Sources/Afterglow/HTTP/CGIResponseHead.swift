import HTTPTypes

/// The head of a response in the format of CGI (RFC 3875, section 6.3).
struct CGIResponseHead {
  let status: HTTPResponse.Status

  /// The fields of the response, without those that have a place of their own here.
  let fields: HTTPFields

  /// The value of `Content-Length`; `nil` to send none, or the one in ``fields``.
  let contentLength: Int?

  /// The value of `X-Request-ID`.
  let requestID: String

  /// All fields that are sent.
  var headers: HTTPFields {
    var headers = fields
    if let contentLength { headers[.contentLength] = String(contentLength) }
    headers[.requestID] = requestID
    return headers
  }

  /// Returns the head with the first bytes of the body behind it.
  func bytes(before body: [UInt8] = []) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(256 + body.count)
    // RFC 3875, section 6.3.3. Without a status, a Location field would make the web server redirect internally.
    bytes.append("Status", status.code, status.reasonPhrase)
    for field in fields where !isReplaced(field.name) { bytes.append(field.name.rawName, field.value) }
    if let contentLength { bytes.append("Content-Length", contentLength) }
    bytes.append(HTTPField.Name.requestID.rawName, requestID)
    bytes.append(UInt8(ascii: "\r"))
    bytes.append(UInt8(ascii: "\n"))
    bytes.append(contentsOf: body)
    return bytes
  }

  /// Whether a field is left out: the head writes it itself, or the web server would take it for a second status.
  private func isReplaced(_ name: HTTPField.Name) -> Bool {
    name == .requestID || name == Self.statusName || (contentLength != nil && name == .contentLength)
  }

  private static let statusName = HTTPField.Name("Status")
}

extension [UInt8] {
  /// Appends a field with a text.
  fileprivate mutating func append(_ name: String, _ value: String) {
    append(text: name)
    append(text: ": ")
    append(text: value)
    append(text: "\r\n")
  }

  /// Appends a field with a number and, behind a space, a text.
  fileprivate mutating func append(_ name: String, _ number: Int, _ text: String? = nil) {
    append(text: name)
    append(text: ": ")
    append(digitsOf: number)
    if let text {
      append(UInt8(ascii: " "))
      append(text: text)
    }
    append(text: "\r\n")
  }

  private mutating func append(text: String) {
    var text = text
    text.withUTF8 { append(contentsOf: $0) }
  }

  private mutating func append(digitsOf number: Int) {
    if number > 9 { append(digitsOf: number / 10) }
    append(UInt8(ascii: "0") + UInt8(number % 10))
  }
}
