/// The name of an uploaded file: one that can't leave its folder, hide there, or be taken for what the service writes.
///
/// The rules are about bytes, as the file system's are. To Swift, a dot with a combining character behind it, or an Arabic
/// number sign before it, is another character than a dot.
struct FileName: Sendable, CustomStringConvertible {
  let description: String

  /// What the count of a file's lines is called, behind the file's name.
  static let linesSuffix = ".lines"

  /// Checks a name.
  ///
  /// - Throws: `InvalidFileName` if it can't be one.
  init(_ name: String) throws(InvalidFileName) {
    // 255 bytes is the most that Linux's file systems take.
    guard (1...255 - Self.linesSuffix.utf8.count).contains(name.utf8.count) else {
      throw InvalidFileName(reason: "it should have 1 to 249 bytes")
    }
    guard name.utf8.first != UInt8(ascii: ".") else {
      throw InvalidFileName(reason: "it should not begin with a dot")
    }
    guard !name.unicodeScalars.contains(where: { $0 == "/" || $0.endsOrControlsLine }) else {
      throw InvalidFileName(reason: "it should have no slash and no control character")
    }
    guard !name.utf8.reversed().starts(with: Self.linesSuffix.utf8.reversed()) else {
      throw InvalidFileName(reason: "\(Self.linesSuffix) is for the counts of other files' lines")
    }
    description = name
  }

  /// The file with the count of its lines.
  var lines: String { description + Self.linesSuffix }
}

/// A name that a file can't be uploaded under.
struct InvalidFileName: Error, Hashable {
  /// What it should be instead.
  let reason: String
}
