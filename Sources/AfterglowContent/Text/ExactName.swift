/// A name that is compared by its code points.
///
/// Swift's String treats `é` in one code point and in two as equal. For that it sorts the marks after each character,
/// in a time quadratic in their number. Comparing and hashing an exact name takes linear time.
package struct ExactName: Hashable {
  package let text: String

  package init(_ text: String) { self.text = text }

  package static func == (one: ExactName, other: ExactName) -> Bool { one.text.isExactly(other.text) }

  package func hash(into hasher: inout Hasher) {
    var text = text
    text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }
}

extension String {
  /// Returns whether both texts have the same code points; unlike `==`, in linear time.
  package func isExactly(_ other: String) -> Bool {
    guard utf8.count == other.utf8.count else { return false }
    var (one, other) = (self, other)
    return one.withUTF8 { one in other.withUTF8 { one.elementsEqual($0) } }
  }
}

extension Substring {
  /// Returns whether both texts have the same code points; unlike `==`, in linear time.
  package func isExactly(_ other: String) -> Bool { utf8.elementsEqual(other.utf8) }
}
