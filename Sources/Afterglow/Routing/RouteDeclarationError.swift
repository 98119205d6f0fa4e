/// A route that can't be served as it was declared: a programmer's error, found before the server starts.
public struct RouteDeclarationError: Error, Equatable, CustomStringConvertible {
  /// Which route: method and path.
  public let route: String

  /// Where it was declared: file and line.
  public let place: String

  /// What is wrong.
  public let reason: Reason

  /// What can be wrong with a route.
  public enum Reason: Error, Equatable, Sendable {
    /// It answers no method.
    case noMethod
    /// The path doesn't begin with a slash.
    case pathWithoutSlash
    /// The path has a question mark or a number sign, behind which no path goes on.
    case pathWithQuery(String)
    /// A segment has braces and is not of the form `{name}`.
    case malformedSegment(String)
    /// The segment is `.`, `..`, or empty and not the last: what a web server takes out of a path.
    case unreachableSegment(String)
    /// A `{name...}` takes all that follows, and something follows it.
    case remainderNotLast(String)
    /// The prefix of an include doesn't begin with a slash, or ends with one.
    case malformedPrefix(String)
    /// Two segments have the same name.
    case duplicateSegmentName(String)
    /// The path's `{name}` segments and the handler's parameters don't agree.
    case segmentsAndParameters(segments: [String], parameters: [String])
    /// A `{name...}` segment and a ``PathRemainder`` don't meet.
    case remainderAndParameters(path: String, parameters: [String])
    /// More than one parameter takes the body.
    case bodyTakenTwice(parameters: [String])
    /// The handler takes a value that nothing around the route provides.
    case dependencyNotProvided(type: String)
    /// The handler takes a header field whose name no field can have.
    case invalidHeaderName(String)
    /// Another route has the same method and path, but for the names of segments.
    case conflict(with: String, at: String)
  }

  /// The place, the route, what is wrong, and what to do.
  public var description: String { "\(place): \(route): \(reason)." }
}

extension RouteDeclarationError.Reason: CustomStringConvertible {
  /// What is wrong and what to do, without a full stop.
  public var description: String {
    switch self {
    case .noMethod:
      "it has no method; name one at least"
    case .pathWithoutSlash:
      "the path has to begin with '/'"
    case .pathWithQuery(let segment):
      "the segment '\(segment)' has a '?' or '#', with which a path ends; take a Query<…> for what follows"
    case .malformedSegment(let segment):
      "'\(segment)' is no segment; a parameter takes a whole one and is written {name}, or {name...} at the end"
    case .unreachableSegment(let segment):
      "no web server passes on the segment '\(segment)'; leave it out"
    case .remainderNotLast(let name):
      "{\(name)...} takes all that follows; make it the last segment"
    case .malformedPrefix(let prefix):
      "the prefix '\(prefix)' has to begin with '/' and not to end with one, or to be empty"
    case .duplicateSegmentName(let name):
      "two segments are called {\(name)}; give each a name of its own"
    case .segmentsAndParameters(let segments, let parameters):
      "the path has \(segments.count) {name} segment(s)\(Self.list(segments)) and the handler takes "
        + "\(parameters.count) path value(s)\(Self.list(parameters)); there has to be one for each, in the same "
        + "order, or none and a Request"
    case .remainderAndParameters(let path, let parameters):
      "a {name...} segment goes to a PathRemainder and every other one to a path value, but the path is "
        + "\(path) and the handler takes\(Self.list(parameters))"
    case .bodyTakenTwice(let parameters):
      "the parameters \(parameters.joined(separator: ", ")) all take the body; one may"
    case .dependencyNotProvided(let type):
      "\(DependencyError.notProvided(type: type))"
    case .invalidHeaderName(let name):
      "'\(name)' is not the name of a header field; a name has letters, digits and !#$%&'*+-.^_`|~"
    case .conflict(let route, let place):
      "it is declared already, as \(route) at \(place)"
    }
  }

  private static func list(_ names: [String]) -> String {
    names.isEmpty ? "" : " (" + names.joined(separator: ", ") + ")"
  }
}

/// Everything that is wrong with an application's routes.
public struct RouteDeclarationErrors: Error, Equatable, CustomStringConvertible {
  /// At least one.
  public let errors: [RouteDeclarationError]

  /// One line each.
  public var description: String { errors.map(\.description).joined(separator: "\n") }
}
