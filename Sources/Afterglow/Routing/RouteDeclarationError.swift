/// A programming error in the declaration of a route, reported before the server starts.
public struct RouteDeclarationError: Error, Equatable, CustomStringConvertible {
  /// The route: its methods and path.
  public let route: String

  /// The place of the declaration: file and line.
  public let place: String

  /// The reason.
  public let reason: Reason

  /// The reasons why a route can't be served.
  public enum Reason: Error, Equatable, Sendable {
    /// The route has no method.
    case noMethod
    /// The path doesn't begin with a slash.
    case pathWithoutSlash
    /// A segment has a question mark or a number sign, which ends a path.
    case pathWithQuery(String)
    /// A segment has braces but is not of the form `{name}`.
    case malformedSegment(String)
    /// A segment is `.` or `..`, or is empty and not the last: web servers remove such segments from a path.
    case unreachableSegment(String)
    /// A `{name...}` segment is not the last.
    case remainderNotLast(String)
    /// An include's prefix doesn't begin with a slash, or ends with one.
    case malformedPrefix(String)
    /// Two segments have the same name.
    case duplicateSegmentName(String)
    /// The path's `{name}` segments and the handler's parameters differ in number.
    case segmentsAndParameters(segments: [String], parameters: [String])
    /// A `{name...}` segment has no ``PathRemainder`` in the handler, or the other way round.
    case remainderAndParameters(path: String, parameters: [String])
    /// More than one parameter takes the body.
    case bodyTakenTwice(parameters: [String])
    /// The handler takes a value that no level around the route provides.
    case dependencyNotProvided(type: String)
    /// The handler takes a header field with an invalid name.
    case invalidHeaderName(String)
    /// Another route has the same method, and the same path apart from the names of segments.
    case conflict(with: String, at: String)
  }

  /// A description of the error: the place, the route, the reason and a remedy.
  public var description: String { "\(place): \(route): \(reason)." }
}

extension RouteDeclarationError.Reason: CustomStringConvertible {
  /// A description of the reason and a remedy, without a full stop.
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

/// All errors in the declarations of an application's routes.
public struct RouteDeclarationErrors: Error, Equatable, CustomStringConvertible {
  /// The errors, at least one.
  public let errors: [RouteDeclarationError]

  /// The descriptions of the errors, one per line.
  public var description: String { errors.map(\.description).joined(separator: "\n") }
}
