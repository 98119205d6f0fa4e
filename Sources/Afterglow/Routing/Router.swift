import HTTPTypes

/// Finds the endpoint for a method and a path.
///
/// The router is a tree over path segments: a look-up depends on the number of segments, not on the number of routes. A
/// literal segment precedes a `{name}` segment, which precedes a `{name...}` segment.
struct Router: Sendable {
  /// The result of a look-up.
  enum Match {
    /// An endpoint matches; with the values of its `{name}` segments.
    case found(Endpoint, PathParameters)
    /// The path matches for other methods only; the values are those of the first endpoint.
    case otherMethods([Endpoint], PathParameters)
    /// The path matches no route.
    case notFound
    /// The path can't be percent-decoded.
    case malformedPath

    /// Whether the path matches a route, for any method.
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
  /// - Throws: ``RouteDeclarationErrors`` with all errors in the declarations.
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

  /// Looks up a method and a percent-encoded path without a query.
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

  /// Whether the path would match another route if `%2F` were taken for a separator.
  ///
  /// A web server's rules may read it that way, and would then apply to a different route than the router's.
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
    /// The endpoints that match the path for other methods, with their values.
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

/// A literal segment of a route's path, compared byte for byte.
///
/// Swift takes canonically equivalent strings for equal, such as the Kelvin sign and the letter K. A web server's rules
/// compare bytes; a path that escapes them must not match a route.
struct LiteralSegment: Hashable, Sendable {
  let text: String

  static func == (one: LiteralSegment, other: LiteralSegment) -> Bool {
    one.text.utf8.elementsEqual(other.text.utf8)
  }

  func hash(into hasher: inout Hasher) {
    var text = text
    text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }
}
