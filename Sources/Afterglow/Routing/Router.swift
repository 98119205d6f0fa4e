import HTTPTypes

/// Finds the handler for a method and a path.
///
/// A tree over path segments, so that a look-up takes as long as the path has segments, however many routes there
/// are. A literal segment comes before a `{name}` one.
struct Router: Sendable {
  /// What a look-up found.
  enum Match {
    /// A handler, with the values of the path's `{name}` segments.
    case found(Endpoint, PathParameters)
    /// The path exists, for these methods.
    case methodNotAllowed([HTTPRequest.Method])
    /// There is no such path.
    case notFound
    /// The path can't be percent-decoded.
    case malformedPath
  }

  /// A route's handler with what a look-up needs to know.
  struct Endpoint: Sendable {
    let handler: RouteHandler
    let parameterNames: [String]
    let declaration: RouteDeclaration
  }

  private struct Node: Sendable {
    var literals: [String: Int] = [:]
    var parameter: Int?
    var endpoints: [HTTPRequest.Method: Endpoint] = [:]
  }

  private var nodes = [Node()]

  /// Builds the tree.
  ///
  /// - Throws: ``RouteDeclarationErrors`` with everything that is wrong.
  init(_ declarations: [RouteDeclaration]) throws(RouteDeclarationErrors) {
    var errors: [RouteDeclarationError] = []
    for declaration in declarations {
      do throws(RouteDeclarationError) {
        try add(declaration)
      } catch {
        errors.append(error)
      }
    }
    if !errors.isEmpty { throw RouteDeclarationErrors(errors: errors) }
  }

  private mutating func add(_ declaration: RouteDeclaration) throws(RouteDeclarationError) {
    let path = try declaration.checkedPath()
    var node = 0
    for segment in path.segments { node = child(of: node, for: segment) }
    for method in declaration.methods {
      if let earlier = nodes[node].endpoints[method]?.declaration {
        throw declaration.error(
          .conflict(with: "\(method.rawValue) \(earlier.path)", at: earlier.place))
      }
      nodes[node].endpoints[method] = Endpoint(
        handler: declaration.handler, parameterNames: path.parameterNames, declaration: declaration)
    }
  }

  private mutating func child(of node: Int, for segment: RoutePath.Segment) -> Int {
    let existing: Int? =
      switch segment {
      case .literal(let text): nodes[node].literals[text]
      case .parameter: nodes[node].parameter
      }
    if let existing { return existing }
    nodes.append(Node())
    let child = nodes.count - 1
    switch segment {
    case .literal(let text): nodes[node].literals[text] = child
    case .parameter: nodes[node].parameter = child
    }
    return child
  }

  /// Looks a method and a path up; the path is percent-encoded and has no query.
  func match(_ method: HTTPRequest.Method, path: String) -> Match {
    var segments: [String] = []
    for part in RoutePath.split(path) {
      guard let segment = PercentEncoding.decoding(part) else { return .malformedPath }
      segments.append(segment)
    }
    var search = Search(method: method, segments: segments)
    if let endpoint = find(&search, node: 0, depth: 0) {
      return .found(endpoint, PathParameters(names: endpoint.parameterNames, values: search.values))
    }
    return search.allowed.isEmpty ? .notFound : .methodNotAllowed(search.allowed)
  }

  private struct Search {
    let method: HTTPRequest.Method
    let segments: [String]
    var values: [String] = []
    /// The methods of the paths that fit, gathered on the way.
    var allowed: [HTTPRequest.Method] = []
  }

  private func find(_ search: inout Search, node: Int, depth: Int) -> Endpoint? {
    guard depth < search.segments.count else {
      if let endpoint = nodes[node].endpoints[search.method] { return endpoint }
      search.allowed += nodes[node].endpoints.keys
      return nil
    }
    let segment = search.segments[depth]
    if let literal = nodes[node].literals[segment],
      let endpoint = find(&search, node: literal, depth: depth + 1)
    {
      return endpoint
    }
    // What a web server would resolve before it compares paths is nobody's parameter.
    guard let parameter = nodes[node].parameter, !["", ".", ".."].contains(segment) else { return nil }
    search.values.append(segment)
    if let endpoint = find(&search, node: parameter, depth: depth + 1) { return endpoint }
    search.values.removeLast()
    return nil
  }
}
