import HTTPTypes

/// A route as it was declared.
public struct RouteDeclaration: Sendable {
  /// The methods it answers.
  public let methods: [HTTPRequest.Method]

  /// Its path, with `{name}` segments.
  public let path: String

  let handler: RouteHandler
  let place: String

  func error(_ reason: RouteDeclarationError.Reason) -> RouteDeclarationError {
    RouteDeclarationError(
      route: methods.map(\.rawValue).joined(separator: ", ") + " " + path, place: place, reason: reason)
  }

  /// The path, if it and the handler fit each other.
  ///
  /// - Throws: ``RouteDeclarationError``.
  func checkedPath() throws(RouteDeclarationError) -> RoutePath {
    do throws(RouteDeclarationError.Reason) {
      let path = try RoutePath(path)
      try checkPathScalars(path)
      try checkBody()
      return path
    } catch {
      throw self.error(error)
    }
  }

  private func checkPathScalars(_ path: RoutePath) throws(RouteDeclarationError.Reason) {
    let scalars = handler.parameters.filter { $0.source == .pathSegment }.map(\.name)
    // Without scalars the handler can only get at the segments through the request.
    if scalars.isEmpty, handler.parameters.contains(where: { $0.name == "Request" }) { return }
    guard scalars.count == path.parameterNames.count else {
      throw .segmentsAndParameters(segments: path.parameterNames, parameters: scalars)
    }
  }

  private func checkBody() throws(RouteDeclarationError.Reason) {
    let takers = handler.parameters.filter { $0.source == .body || $0.source == .bodyStream }
    guard takers.count <= 1 else { throw .bodyTakenTwice(parameters: takers.map(\.name)) }
  }
}
