import HTTPTypes

/// The head of a response in CGI's form (RFC 3875, section 6.3).
struct CGIResponseHead {
  let status: HTTPResponse.Status
  let headers: HTTPFields

  var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(256)
    // Section 6.3.3. It is always sent: without it a Location field would make the web server redirect internally.
    bytes.append(contentsOf: "Status: \(status.code) \(status.reasonPhrase)\r\n".utf8)
    for field in headers where field.name != Self.statusName {
      bytes.append(contentsOf: field.name.rawName.utf8)
      bytes.append(UInt8(ascii: ":"))
      bytes.append(UInt8(ascii: " "))
      bytes.append(contentsOf: field.value.utf8)
      bytes.append(UInt8(ascii: "\r"))
      bytes.append(UInt8(ascii: "\n"))
    }
    bytes.append(UInt8(ascii: "\r"))
    bytes.append(UInt8(ascii: "\n"))
    return bytes
  }

  /// Not a header field of HTTP's: to the web server it would be a second status.
  private static let statusName = HTTPField.Name("Status")
}
