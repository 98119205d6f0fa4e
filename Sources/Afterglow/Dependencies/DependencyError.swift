/// A value that can't be had from the dependencies: a programmer's error.
public enum DependencyError: Error, Equatable, CustomStringConvertible {
  /// Nothing provides the type.
  case notProvided(type: String)
  /// A value that is built per application asks for one that is built per request.
  case perRequest(type: String)
  /// Values need each other: each type needs the next, and the last the first.
  case cycle(types: [String])
  /// The request, or the application, has disposed of its values.
  case disposed(type: String)

  /// What is wrong and what to do.
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
