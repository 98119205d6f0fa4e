import HTTPTypes

/// The lines before the empty line of a CGI response or of an HTTP message.
struct HeaderSection {
  let lines: [ArraySlice<UInt8>]
  /// The index of the first byte of the body.
  let end: Int

  /// Returns `nil` if the empty line has not come yet.
  init?(_ bytes: [UInt8]) {
    var lines: [ArraySlice<UInt8>] = []
    var start = bytes.startIndex
    while let newline = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
      var line = bytes[start..<newline]
      // RFC 3875, section 6.3 leaves the kind of newline to the system, so both are accepted.
      if line.last == UInt8(ascii: "\r") { line.removeLast() }
      start = newline + 1
      if line.isEmpty {
        self.lines = lines
        end = start
        return
      }
      lines.append(line)
    }
    return nil
  }

  static func field(_ line: ArraySlice<UInt8>) throws(MalformedResponse) -> HTTPField {
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else {
      throw MalformedResponse("a header line has no colon", in: line)
    }
    guard let name = HTTPField.Name(String(decoding: line[..<colon], as: UTF8.self)) else {
      throw MalformedResponse("a header field's name is no token", in: line)
    }
    let value = line[(colon + 1)...].trimmingWhitespace()
    let text = String(decoding: value, as: UTF8.self)
    guard HTTPField.isValidValue(text) else {
      throw MalformedResponse("a header field's value has forbidden characters", in: line)
    }
    return HTTPField(name: name, value: text)
  }

  /// Reads a status of three digits and, optionally, a reason phrase.
  static func status(_ text: some StringProtocol) -> HTTPResponse.Status? {
    let parts = text.split(separator: " ", maxSplits: 1)
    guard let digits = parts.first, digits.utf8.count == 3,
      digits.utf8.allSatisfy({ (48...57).contains($0) }),
      let code = Int(digits), code >= 100
    else { return nil }
    return HTTPResponse.Status(code: code, reasonPhrase: parts.count > 1 ? String(parts[1]) : "")
  }
}

extension ArraySlice<UInt8> {
  /// Returns the bytes without spaces and tabs at both ends.
  func trimmingWhitespace() -> Self {
    let isSpace = { (byte: UInt8) in byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
    let tail = drop(while: isSpace)
    return tail.prefix((tail.lastIndex { !isSpace($0) } ?? tail.startIndex - 1) - tail.startIndex + 1)
  }
}
