/// A programming error in the use of dependencies.
public enum DependencyError: Error, Equatable, CustomStringConvertible {
  /// No level provides the type.
  case notProvided(type: String)
  /// A value that is built per application requests one that is built per request.
  case perRequest(type: String)
  /// The values depend on each other: each type needs the next, and the last needs the first.
  case cycle(types: [String])
  /// The values of the request or the application have already been disposed of.
  case disposed(type: String)

  /// A description of the error, with a remedy.
  public var description: String {
    switch self {
    case .notProvided(let type):
      "nothing provides a \(type); say provide(\(type).self) { … } on the application or an include around the route"
    case .perRequest(let type):
      "\(type) is provided per request and can't be part of what is built per application; build both per request"
    case .cycle(let types):
      "these need each other to be built: \((types + types.prefix(1)).joined(separator: " -> "))"
    case .disposed(let type):
      "a \(type) was asked for when the values had been disposed of; ask for it before, and wait for what uses it"
    }
  }
}
