import HTTPTypes

/// The cookies of a request, from `request.cookies` or as a parameter of a handler.
///
///     app.get("/") { (cookies: Cookies) in
///       "The theme is \(cookies["theme"] ?? "light")."
///     }
///
/// Names and values are as the client sent them: they are not decoded, and quotation marks around a value are part of
/// it. Names are case-sensitive. Clients can send any cookie; sign values that must not be forged.
public struct Cookies: Sendable {
  private let pairs: [(name: String, value: String)]

  /// Parses the values of `Cookie` fields (RFC 6265, section 4.2.1).
  ///
  /// Elements not of the form `name=value` are left out: they denote cookies without a name, which no server sets.
  init(fieldValues: [String]) {
    // Split by bytes: to Swift, a semicolon followed by a combining character is another character.
    pairs = fieldValues.flatMap { value in
      value.utf8.split(separator: UInt8(ascii: ";")).compactMap { Self.pair(Substring($0)) }
    }
  }

  private static func pair(_ text: Substring) -> (name: String, value: String)? {
    guard let equals = text.utf8.firstIndex(of: UInt8(ascii: "=")) else { return nil }
    let name = withoutSpaceAround(text[..<equals])
    guard !name.isEmpty else { return nil }
    return (String(name), String(withoutSpaceAround(text[text.utf8.index(after: equals)...])))
  }

  private static func withoutSpaceAround(_ text: Substring) -> Substring {
    let isSpace = { (byte: UInt8) in byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
    guard let first = text.utf8.firstIndex(where: { !isSpace($0) }),
      let last = text.utf8.lastIndex(where: { !isSpace($0) })
    else { return "" }
    return text[first...last]
  }

  /// Returns the value of the first cookie with this name, or `nil` if there is none.
  ///
  /// Clients send the cookie with the longest path first (RFC 6265, section 5.4).
  public subscript(name: String) -> String? {
    pairs.first { $0.name.isExactly(name) }?.value
  }

  /// Returns the values of all cookies with this name, in the order of the request.
  ///
  /// There are several if they were set for different paths or domains.
  public func values(of name: String) -> [String] {
    pairs.filter { $0.name.isExactly(name) }.map(\.value)
  }

  /// The distinct names of the cookies, in the order of the request.
  public var names: [String] {
    var seen: Set<ExactName> = []
    return pairs.map(\.name).filter { seen.insert(ExactName($0)).inserted }
  }
}
