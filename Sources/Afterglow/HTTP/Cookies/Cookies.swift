import HTTPTypes

/// The cookies that came with a request: `request.cookies`, or a parameter of a handler.
///
///     app.get("/") { (cookies: Cookies) in
///       "The theme is \(cookies["theme"] ?? "light")."
///     }
///
/// Names and values are as the client sent them: nothing is decoded, and the quotation marks that a value may have around
/// it are part of it. Names are case-sensitive. A client can send any text under any name; what must not be made up has to
/// be signed.
public struct Cookies: Sendable {
  private let pairs: [(name: String, value: String)]

  /// Reads the values of `Cookie` fields (RFC 6265, section 4.2.1).
  ///
  /// What is not of the form `name=value` is left out: it stands for a cookie without a name, which no server sets.
  init(fieldValues: [String]) {
    // By bytes: to Swift a semicolon with a combining character behind it is another character.
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

  /// The value of the first cookie with that name, or `nil` if there is none.
  ///
  /// Clients send the one with the longer path first (RFC 6265, section 5.4).
  public subscript(name: String) -> String? {
    pairs.first { $0.name.isExactly(name) }?.value
  }

  /// The value of each cookie with that name, in the order in which they came.
  ///
  /// There are several if they were set for several paths or domains.
  public func values(of name: String) -> [String] {
    pairs.filter { $0.name.isExactly(name) }.map(\.value)
  }

  /// The cookies' names, each once, in the order in which they came.
  public var names: [String] {
    var seen: Set<ExactName> = []
    return pairs.map(\.name).filter { seen.insert(ExactName($0)).inserted }
  }
}
