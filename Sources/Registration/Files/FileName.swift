/// The name of an uploaded file, which can't leave its folder, be hidden in it, or imitate a file that the service
/// writes.
///
/// The rules are about bytes, like those of the file system. In Swift, a dot with a combining character after it, or an
/// Arabic number sign before it, is a different character from a dot.
struct FileName: Sendable, CustomStringConvertible {
  let description: String

  /// The suffix of the file with the number of lines.
  static let linesSuffix = ".lines"

  /// Checks a name.
  ///
  /// - Throws: `InvalidFileName` if the name breaks a rule.
  init(_ name: String) throws(InvalidFileName) {
    // Linux's file systems accept up to 255 bytes.
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

  /// The name of the file with the number of lines.
  var lines: String { description + Self.linesSuffix }
}

/// The error of a name that an uploaded file can't have.
struct InvalidFileName: Error, Hashable {
  /// The rule that the name breaks.
  let reason: String
}
