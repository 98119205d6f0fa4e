/// The segments of a request's path, each percent-decoded once.
struct RequestSegments {
  let decoded: [String]

  /// Splits and decodes a percent-encoded path without a query.
  ///
  /// - Returns: `nil` if the path has a broken escape, a NUL, bytes that are not UTF-8, or `#`. No request target has a
  ///   `#` (RFC 9112, section 3.2), and web servers end the path there.
  init?(path: String) {
    guard !path.utf8.contains(UInt8(ascii: "#")) else { return nil }
    var decoded: [String] = []
    for part in Self.split(path) {
      guard let segment = PercentEncoding.decoding(part) else { return nil }
      decoded.append(segment)
    }
    self.decoded = decoded
  }

  /// Whether a segment contains a slash, which came as `%2F`.
  var haveSlashes: Bool { decoded.contains(where: Self.hasSlash) }

  /// The segments as seen by a web server that decodes the path as a whole.
  var splitAtSlashes: [String] {
    decoded.flatMap { Self.parts(of: $0[...]).map(String.init) }
  }

  /// Whether a segment may be a parameter's value.
  ///
  /// Empty segments, `.` and `..` may not, also between slashes that came as `%2F`. A web server removes them before it
  /// compares the path with its rules, so the rules and the router would see different paths.
  static func mayBind(_ segment: String) -> Bool {
    if segment.isEmpty || segment == "." || segment == ".." { return false }
    guard hasSlash(segment) else { return true }
    return Self.parts(of: segment[...]).allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." }
  }

  static func hasSlash(_ segment: String) -> Bool { segment.utf8.contains(UInt8(ascii: "/")) }

  /// Returns the segments of a path that begins with a slash.
  ///
  /// A path that ends with a slash has an empty last segment; `/` has no segments.
  static func split(_ path: String) -> [Substring] {
    path == "/" ? [] : parts(of: Substring(path.utf8.dropFirst()))
  }

  /// Returns the parts of a text between slashes.
  ///
  /// The text is split by bytes, as web servers do: to Swift, a slash followed by a combining character is another
  /// character.
  static func parts(of text: Substring) -> [Substring] {
    text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map(Substring.init)
  }
}
