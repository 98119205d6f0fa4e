/// A name that is told from others by its code points.
///
/// To Swift's String `é` in one code point and in two are equal. Finding that out sorts the marks behind each character, which
/// takes a time that is quadratic in their number; comparing and hashing this is linear.
package struct ExactName: Hashable {
  package let text: String

  package init(_ text: String) { self.text = text }

  package static func == (one: ExactName, other: ExactName) -> Bool { one.text.isExactly(other.text) }

  package func hash(into hasher: inout Hasher) {
    var text = text
    text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }
}

extension StringProtocol {
  /// Whether both texts have the same code points; in linear time, which `==` isn't.
  package func isExactly(_ other: some StringProtocol) -> Bool { utf8.elementsEqual(other.utf8) }
}
