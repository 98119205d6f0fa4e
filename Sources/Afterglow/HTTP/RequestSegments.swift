/// The segments of a request's path, each percent-decoded once and by itself.
struct RequestSegments {
  let decoded: [String]

  /// Reads a path, which is percent-encoded and has no query.
  ///
  /// - Returns: `nil` for a broken escape, a NUL, bytes that are not UTF-8, and `#`, which no request target has
  ///   (RFC 9112, section 3.2) and at which web servers end it.
  init?(path: String) {
    guard !path.utf8.contains(UInt8(ascii: "#")) else { return nil }
    var decoded: [String] = []
    for part in Self.split(path) {
      guard let segment = PercentEncoding.decoding(part) else { return nil }
      decoded.append(segment)
    }
    self.decoded = decoded
  }

  /// Whether a segment has a slash in it, which came as `%2F`.
  var haveSlashes: Bool { decoded.contains(where: Self.hasSlash) }

  /// The segments as a web server sees them that decodes the path as a whole.
  var splitAtSlashes: [String] {
    decoded.flatMap { Self.parts(of: $0[...]).map(String.init) }
  }

  /// Whether a segment may be a parameter's value.
  ///
  /// What a web server would take out of the path before it compares it with its rules may not, since its rules and the
  /// router would then see different paths: nothing, `.` and `..`, also between slashes that came as `%2F`.
  static func mayBind(_ segment: String) -> Bool {
    if segment.isEmpty || segment == "." || segment == ".." { return false }
    guard hasSlash(segment) else { return true }
    return Self.parts(of: segment[...]).allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." }
  }

  static func hasSlash(_ segment: String) -> Bool { segment.utf8.contains(UInt8(ascii: "/")) }

  /// The segments of a path that begins with a slash.
  ///
  /// One that ends with a slash has an empty last segment; `/` has none.
  static func split(_ path: String) -> [Substring] {
    path == "/" ? [] : parts(of: Substring(path.utf8.dropFirst()))
  }

  /// What stands between slashes.
  ///
  /// By bytes, as a web server has it: to Swift a slash with a combining character behind it is another character.
  static func parts(of text: Substring) -> [Substring] {
    text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map(Substring.init)
  }
}
