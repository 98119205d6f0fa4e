/// The boundary between the parts of a multipart body, from its content type.
package struct MultipartBoundary: Equatable {
  let text: String

  /// Creates the boundary from a form's content type.
  ///
  /// - Parameter contentType: the value of `Content-Type`.
  /// - Throws: ``MultipartError`` if the content type is not `multipart/form-data`, or has no valid boundary.
  package init(contentType: String) throws(MultipartError) {
    guard let type = MediaType(contentType), type.essence == "multipart/form-data" else {
      throw .notFormData(contentType: contentType)
    }
    guard let boundary = type.boundary, Self.isValid(boundary) else { throw .invalidBoundary(type.boundary) }
    text = boundary
  }

  /// Returns whether a boundary has 1 to 70 allowed characters and doesn't end in a space (RFC 2046, section 5.1.1).
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
