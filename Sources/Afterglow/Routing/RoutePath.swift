/// A route's path: literal segments and `{name}` segments, as in `/users/{id}`.
struct RoutePath: Sendable, Equatable {
  enum Segment: Sendable, Equatable {
    case literal(String)
    case parameter(String)
  }

  let text: String
  let segments: [Segment]

  /// Reads a path.
  ///
  /// - Throws: ``RouteDeclarationError/Reason`` that says what is wrong with it.
  init(_ text: String) throws(RouteDeclarationError.Reason) {
    guard text.hasPrefix("/") else { throw .pathWithoutSlash }
    self.text = text
    var segments: [Segment] = []
    for part in RoutePath.split(text) { segments.append(try Self.segment(part)) }
    self.segments = segments
    let names = parameterNames
    if let twice = names.first(where: { name in names.count { $0 == name } > 1 }) {
      throw .duplicateSegmentName(twice)
    }
  }

  var parameterNames: [String] {
    segments.compactMap { if case .parameter(let name) = $0 { name } else { nil } }
  }

  /// The segments of a path that begins with a slash.
  ///
  /// One that ends with a slash has an empty last segment; `/` has none.
  static func split(_ path: String) -> [Substring] {
    path == "/" ? [] : path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
  }

  private static func segment(_ part: Substring) throws(RouteDeclarationError.Reason) -> Segment {
    guard part.contains(where: { $0 == "{" || $0 == "}" }) else { return .literal(String(part)) }
    let name = part.dropFirst().dropLast()
    guard part.hasPrefix("{"), part.hasSuffix("}"), !name.isEmpty,
      name.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" })
    else { throw .malformedSegment(String(part)) }
    return .parameter(String(name))
  }
}
