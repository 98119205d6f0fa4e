/// A segment of a route's path that stands for itself, byte for byte.
///
/// Two strings are equal to Swift if they are canonically equivalent, as the Kelvin sign is to the letter K. A web server's
/// rules compare bytes, and a path that they don't see must not be a route's.
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
