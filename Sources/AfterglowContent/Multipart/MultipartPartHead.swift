import HTTPTypes

/// The head of a part of a form (RFC 7578, section 4).
package struct MultipartPartHead: Equatable {
  package let name: String
  package let filename: String?
  package let headers: HTTPFields

  /// Creates a head from its header fields.
  ///
  /// - Parameter headers: the fields.
  /// - Throws: ``MultipartError`` if the disposition or the transfer encoding is not allowed.
  init(headers: HTTPFields) throws(MultipartError) {
    guard let text = headers[.contentDisposition], let disposition = HeaderParameters(text),
      disposition.value.lowercased().isExactly("form-data"), !disposition.hasDuplicates,
      let name = disposition["name"]
    else { throw .malformed(.noDisposition) }
    // Section 4.7 deprecates transfer encodings. Refusing one is better than passing on content that is still
    // encoded.
    if let encoding = headers[.contentTransferEncoding]?.lowercased() {
      guard ["7bit", "8bit", "binary"].contains(where: { encoding.isExactly($0) }) else {
        throw .malformed(.transferEncoding)
      }
    }
    self.name = Self.unescaping(name)
    // Section 4.2 forbids `filename*`, but some clients send it, with only a substitute in `filename`.
    let filename =
      disposition["filename*"].flatMap(Self.extendedValue) ?? disposition["filename"].map(Self.unescaping)
    let isFile = filename != nil || disposition["filename*"] != nil
    self.filename = isFile ? Self.lastComponent(of: filename ?? "") : nil
    self.headers = headers
  }

  package var contentType: String? { headers[.contentType] }

  /// The number of bytes of the head that are kept with a form.
  package var keptSize: Int { name.utf8.count + (filename ?? "").utf8.count + (contentType ?? "").utf8.count }

  /// Reverses the escaping of browsers: only these three characters, and not the percent sign (HTML, section
  /// 4.10.22.8).
  private static func unescaping(_ text: String) -> String {
    var rest = text.utf8[...]
    guard rest.contains(UInt8(ascii: "%")) else { return text }
    var unescaped: [UInt8] = []
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), let escaped = escaped(rest.prefix(2)) {
        unescaped.append(escaped)
        rest = rest.dropFirst(2)
      } else {
        unescaped.append(byte)
      }
    }
    return String(decoding: unescaped, as: UTF8.self)
  }

  private static func escaped(_ digits: Substring.UTF8View) -> UInt8? {
    switch String(Substring(digits)) {
    case "22": UInt8(ascii: "\"")
    case "0D": UInt8(ascii: "\r")
    case "0A": UInt8(ascii: "\n")
    default: nil
    }
  }

  /// Decodes `UTF-8'language'percent-encoded` (RFC 8187, section 3.2.1).
  private static func extendedValue(_ text: String) -> String? {
    let parts = text.utf8.split(separator: UInt8(ascii: "'"), maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, Substring(parts[0]).lowercased().isExactly("utf-8") else { return nil }
    return PercentEncoding.decoding(Substring(parts[2]))
  }

  /// Returns the last component of a path, since receivers must ignore a client's folders (RFC 7578, section 4.2).
  private static func lastComponent(of path: String) -> String {
    let start = path.utf8.lastIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") }
    let name = start.map { String(path[path.utf8.index(after: $0)...]) } ?? path
    return name.isExactly(".") || name.isExactly("..") ? "" : name
  }
}

extension HTTPField.Name {
  fileprivate static let contentTransferEncoding = HTTPField.Name("Content-Transfer-Encoding")
    .unsafelyUnwrapped
}
