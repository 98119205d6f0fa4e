import HTTPTypes

/// Finds the endpoint for a method and a path.
///
/// A tree over path segments, so that a look-up takes as long as the path has segments, however many routes there
/// are. A literal segment comes before a `{name}` one, and that before a `{name...}`.
struct Router: Sendable {
  /// What a look-up found.
  enum Match {
    /// An endpoint, with the values of the path's `{name}` segments.
    case found(Endpoint, PathParameters)
    /// The path exists, for other methods; the values are those of the first endpoint.
    case otherMethods([Endpoint], PathParameters)
    /// There is no such path.
    case notFound
    /// The path can't be percent-decoded.
    case malformedPath

    /// Whether the path is a route's.
    var isRoute: Bool {
      switch self {
      case .found, .otherMethods: true
      case .notFound, .malformedPath: false
      }
    }
  }

  private struct Node: Sendable {
    var literals: [LiteralSegment: Int] = [:]
    var parameter: Int?
    var remainder: Int?
    var endpoints: [HTTPRequest.Method: Endpoint] = [:]
  }

  private var nodes = [Node()]

  /// Builds the tree.
  ///
  /// - Throws: ``RouteDeclarationErrors`` with everything that is wrong.
  init(_ declarations: [RouteDeclaration], dependencyStore: DependencyStore) throws(RouteDeclarationErrors) {
    var errors: [RouteDeclarationError] = []
    for declaration in declarations {
      do throws(RouteDeclarationError) {
        try add(declaration, dependencyStore)
      } catch {
        errors.append(error)
      }
    }
    if !errors.isEmpty { throw RouteDeclarationErrors(errors: errors) }
  }

  private mutating func add(
    _ declaration: RouteDeclaration, _ dependencyStore: DependencyStore
  ) throws(RouteDeclarationError) {
    let path = try declaration.checkedPath()
    var node = 0
    for segment in path.segments { node = child(of: node, for: segment) }
    let endpoint = Endpoint(
      declaration, parameterNames: path.parameterNames, dependencyStore: dependencyStore)
    for method in declaration.methods {
      if let earlier = nodes[node].endpoints[method]?.declaration {
        throw declaration.error(
          .conflict(with: "\(method.rawValue) \(earlier.path)", at: earlier.place))
      }
      nodes[node].endpoints[method] = endpoint
    }
  }

  private mutating func child(of node: Int, for segment: RoutePath.Segment) -> Int {
    let existing: Int? =
      switch segment {
      case .literal(let text): nodes[node].literals[LiteralSegment(text: text)]
      case .parameter: nodes[node].parameter
      case .remainder: nodes[node].remainder
      }
    if let existing { return existing }
    nodes.append(Node())
    let child = nodes.count - 1
    switch segment {
    case .literal(let text): nodes[node].literals[LiteralSegment(text: text)] = child
    case .parameter: nodes[node].parameter = child
    case .remainder: nodes[node].remainder = child
    }
    return child
  }

  /// Looks a method and a path up; the path is percent-encoded and has no query.
  func match(_ method: HTTPRequest.Method, path: String) -> Match {
    guard let segments = RequestSegments(path: path) else { return .malformedPath }
    var search = Search(method: method, segments: segments.decoded)
    let found = find(&search, node: 0, depth: 0)
    if segments.haveSlashes,
      isReadOtherwise(segments, by: method, than: found ?? search.others.first?.endpoint)
    {
      return .notFound
    }
    if let found {
      return .found(found, PathParameters(names: found.parameterNames, values: search.values))
    }
    guard let first = search.others.first else { return .notFound }
    let parameters = PathParameters(names: first.endpoint.parameterNames, values: first.values)
    return .otherMethods(search.others.map(\.endpoint), parameters)
  }

  /// Whether a `%2F` is a separator to the web server's rules and part of a name to the router, or the other way
  /// round, so that they would take the path for two different things.
  private func isReadOtherwise(
    _ segments: RequestSegments, by method: HTTPRequest.Method, than endpoint: Endpoint?
  ) -> Bool {
    var search = Search(method: method, segments: segments.splitAtSlashes)
    let other = find(&search, node: 0, depth: 0) ?? search.others.first?.endpoint
    return other.map { $0.declaration.path != endpoint?.declaration.path } ?? false
  }

  private struct Search {
    let method: HTTPRequest.Method
    let segments: [String]
    var values: [String] = []
    /// The endpoints of the paths that fit, for other methods, with their values.
    var others: [(endpoint: Endpoint, values: [String])] = []
  }

  private func find(_ search: inout Search, node: Int, depth: Int) -> Endpoint? {
    guard depth < search.segments.count else { return endpoint(of: node, &search) }
    let segment = search.segments[depth]
    if let literal = nodes[node].literals[LiteralSegment(text: segment)],
      let endpoint = find(&search, node: literal, depth: depth + 1)
    {
      return endpoint
    }
    guard RequestSegments.mayBind(segment) else { return nil }
    if let parameter = nodes[node].parameter {
      search.values.append(segment)
      if let endpoint = find(&search, node: parameter, depth: depth + 1) { return endpoint }
      search.values.removeLast()
    }
    let rest = search.segments[depth...]
    guard let remainder = nodes[node].remainder, rest.allSatisfy(PathRemainder.mayHold) else { return nil }
    search.values.append(rest.joined(separator: "/"))
    if let endpoint = endpoint(of: remainder, &search) { return endpoint }
    search.values.removeLast()
    return nil
  }

  private func endpoint(of node: Int, _ search: inout Search) -> Endpoint? {
    if let endpoint = nodes[node].endpoints[search.method] { return endpoint }
    let others = nodes[node].endpoints.sorted { $0.key.rawValue < $1.key.rawValue }
    search.others += others.map { ($0.value, search.values) }
    return nil
  }
}
