/// A route's path: literal and `{name}` segments, as in `/users/{id}`.
///
/// It may end with a `{name...}` segment that takes the rest of the path.
struct RoutePath: Sendable, Equatable {
  enum Segment: Sendable, Equatable {
    case literal(String)
    case parameter(String)
    case remainder(String)
  }

  let text: String
  let segments: [Segment]

  /// Parses a path.
  ///
  /// - Throws: ``RouteDeclarationError/Reason`` if the path is malformed.
  init(_ text: String) throws(RouteDeclarationError.Reason) {
    guard text.hasPrefix("/") else { throw .pathWithoutSlash }
    self.text = text
    let parts = RequestSegments.split(text)
    var segments: [Segment] = []
    for (index, part) in parts.enumerated() {
      segments.append(try Self.segment(part, isLast: index == parts.count - 1))
    }
    self.segments = segments
    let names = parameterNames
    if let twice = names.first(where: { name in names.count { $0 == name } > 1 }) {
      throw .duplicateSegmentName(twice)
    }
  }

  var parameterNames: [String] {
    segments.compactMap { segment in
      switch segment {
      case .literal: nil
      case .parameter(let name), .remainder(let name): name
      }
    }
  }

  /// Whether the path ends with a `{name...}` segment.
  var hasRemainder: Bool {
    if case .remainder = segments.last { true } else { false }
  }

  private static func segment(
    _ part: Substring, isLast: Bool
  ) throws(RouteDeclarationError.Reason) -> Segment {
    // RFC 3986, section 3.3.
    guard !part.contains(where: { $0 == "?" || $0 == "#" }) else { throw .pathWithQuery(String(part)) }
    guard part.contains(where: { $0 == "{" || $0 == "}" }) else {
      // Web servers resolve these segments before they compare paths, so no request would match.
      guard part != ".", part != "..", isLast || !part.isEmpty else {
        throw .unreachableSegment(String(part))
      }
      return .literal(String(part))
    }
    var name = part.dropFirst().dropLast()
    let isRemainder = name.hasSuffix("...")
    if isRemainder { name = name.dropLast(3) }
    guard part.hasPrefix("{"), part.hasSuffix("}"), !name.isEmpty,
      name.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" })
    else { throw .malformedSegment(String(part)) }
    guard isRemainder else { return .parameter(String(name)) }
    guard isLast else { throw .remainderNotLast(String(name)) }
    return .remainder(String(name))
  }
}
