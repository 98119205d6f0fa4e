import HTTPTypes

/// The head of a response in the format of CGI (RFC 3875, section 6.3).
struct CGIResponseHead {
  let status: HTTPResponse.Status
  let headers: HTTPFields

  var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(256)
    // RFC 3875, section 6.3.3. Without a status, a Location field would make the web server redirect internally.
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

  /// The name that is left out of the fields, because the web server would take it for a second status.
  private static let statusName = HTTPField.Name("Status")
}
