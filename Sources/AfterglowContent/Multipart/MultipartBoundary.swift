/// What separates the parts of a multipart body, out of its content type.
package struct MultipartBoundary: Equatable {
  let text: String

  /// The boundary of a form's content type.
  ///
  /// - Throws: ``MultipartError``.
  package init(contentType: String) throws(MultipartError) {
    guard let type = MediaType(contentType), type.essence == "multipart/form-data" else {
      throw .notFormData(contentType: contentType)
    }
    guard let boundary = type.boundary, Self.isValid(boundary) else { throw .invalidBoundary(type.boundary) }
    text = boundary
  }

  /// RFC 2046, section 5.1.1: 1 to 70 of these, the last of which is no space.
  private static func isValid(_ text: String) -> Bool {
    (1...70).contains(text.utf8.count) && text.utf8.last != UInt8(ascii: " ")
      && text.utf8.allSatisfy(isAllowed)
  }

  private static func isAllowed(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "A")...UInt8(ascii: "Z"):
      true
    default: "'()+_,-./:=? ".utf8.contains(byte)
    }
  }
}
