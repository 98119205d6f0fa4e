/// A media type as in `Content-Type` (RFC 9110, section 8.3.1), with the parts that distinguish bodies.
package struct MediaType {
  /// The `type/subtype` in lower case.
  package let essence: String
  private let parameters: HeaderParameters

  package init?(_ text: String) {
    guard let parameters = HeaderParameters(text) else { return nil }
    essence = parameters.value.lowercased()
    self.parameters = parameters
    // Both are tokens (RFC 9110, section 8.3.1), which are ASCII.
    guard essence.utf8.allSatisfy({ $0 < 0x80 }), essence.utf8.count(where: { $0 == UInt8(ascii: "/") }) == 1
    else { return nil }
  }

  package var isJSON: Bool { essence == "application/json" || essence.hasSuffix("+json") }

  /// Whether the text is in UTF-8, which is also the default without a charset (RFC 8259, section 8.1).
  package var isUTF8: Bool { charset.map { $0.isExactly("utf-8") || $0.isExactly("utf8") } ?? true }

  package var isASCII: Bool { charset?.isExactly("us-ascii") ?? false }

  package var isForm: Bool { essence == "application/x-www-form-urlencoded" }

  /// The boundary between the parts of a multipart body (RFC 2046, section 5.1.1).
  var boundary: String? { parameters["boundary"] }

  private var charset: String? { parameters["charset"]?.lowercased() }
}
