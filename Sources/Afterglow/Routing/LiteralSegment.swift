/// A literal segment of a route's path, compared byte for byte.
///
/// Swift takes canonically equivalent strings for equal, such as the Kelvin sign and the letter K. A web server's rules
/// compare bytes; a path that escapes them must not match a route.
struct LiteralSegment: Hashable, Sendable {
  let text: String

  static func == (one: LiteralSegment, other: LiteralSegment) -> Bool {
    one.text.utf8.elementsEqual(other.text.utf8)
  }

  func hash(into hasher: inout Hasher) {
    var text = text
    text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }
}
