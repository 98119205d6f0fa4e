import HTTPTypes

/// A route as it was declared: its methods, path, handler, middleware and background tasks.
///
/// Most routes are declared with
/// ``RouteContainer/get(_:middleware:background:fileID:line:_:)-(_,_,_,_,_,(Input)->Output)`` and the like. A route can
/// also be created separately, as a ``Gateway``, and added to an ``Application`` or an ``Include``:
///
///     let register = Gateway(methods: [.post], "/register") { (data: UserIn) in … }
///     app.add(register)
public struct RouteDeclaration: Sendable {
  /// The methods of the route.
  public let methods: [HTTPRequest.Method]

  /// The path, with `{name}` segments.
  public private(set) var path: String

  let handler: RouteHandler
  let place: String

  /// The levels around the handler, outermost first; the last is the route's own.
  private(set) var levels: [RouteLevel]

  private var prefixes: [String] = []

  /// Creates a route.
  ///
  /// The parameters are those of ``RouteContainer/route(methods:_:middleware:background:fileID:line:_:)-(_,_,_,_,_,_,(Input)->Output)``.
  public init<each Input: RequestExtractable, Output: ResponseConvertible>(
    methods: [HTTPRequest.Method],
    _ path: String = "",
    middleware: [any Middleware] = [],
    background: (any BackgroundWork)? = nil,
    fileID: String = #fileID,
    line: UInt = #line,
    _ handler: @escaping @Sendable (repeat each Input) async throws -> Output
  ) {
    self.methods = methods
    self.path = path
    self.handler = RouteHandler(handler)
    place = "\(fileID):\(line)"
    levels = [RouteLevel(middleware: middleware, background: background?.backgroundTasks ?? [])]
  }

  /// Creates a route whose handler returns nothing: the response is empty, with the default status of the method.
  ///
  /// The parameters are those of ``RouteContainer/route(methods:_:middleware:background:fileID:line:_:)-(_,_,_,_,_,_,(Input)->Void)``.
  @_disfavoredOverload
  public init<each Input: RequestExtractable>(
    methods: [HTTPRequest.Method],
    _ path: String = "",
    middleware: [any Middleware] = [],
    background: (any BackgroundWork)? = nil,
    fileID: String = #fileID,
    line: UInt = #line,
    _ handler: @escaping @Sendable (repeat each Input) async throws -> Void
  ) {
    @Sendable func respond(_ input: repeat each Input) async throws -> Response {
      try await handler(repeat each input)
      return Response()
    }
    self.init(
      methods: methods, path, middleware: middleware, background: background, fileID: fileID, line: line,
      respond)
  }

  func within(_ outer: [RouteLevel]) -> RouteDeclaration {
    var route = self
    route.levels = outer + levels
    return route
  }

  func below(_ prefix: String) -> RouteDeclaration {
    var route = self
    route.path = prefix + path
    route.prefixes.insert(prefix, at: 0)
    return route
  }

  /// The background tasks declared for the handler, the outermost level's first.
  var background: [BackgroundTasks] { levels.map(\.background).filter { !$0.isEmpty } }

  func error(_ reason: RouteDeclarationError.Reason) -> RouteDeclarationError {
    RouteDeclarationError(
      route: methods.map(\.rawValue).joined(separator: ", ") + " " + path, place: place, reason: reason)
  }

  /// Returns the path if the declaration is consistent.
  ///
  /// - Throws: ``RouteDeclarationError`` if the path is malformed or doesn't fit the handler.
  func checkedPath() throws(RouteDeclarationError) -> RoutePath {
    do throws(RouteDeclarationError.Reason) {
      if methods.isEmpty { throw .noMethod }
      for prefix in prefixes where !prefix.isEmpty {
        if !prefix.hasPrefix("/") || prefix.hasSuffix("/") { throw .malformedPrefix(prefix) }
      }
      let path = try RoutePath(path)
      try checkPathScalars(path)
      try checkBody()
      try checkDependencies()
      try checkHeaderNames()
      return path
    } catch {
      throw self.error(error)
    }
  }

  private func checkPathScalars(_ path: RoutePath) throws(RouteDeclarationError.Reason) {
    let parameters = handler.parameters.filter { $0.source == .pathSegment || $0.source == .pathRemainder }
    // A handler without path scalars can still read the segments from the request.
    if parameters.isEmpty, handler.parameters.contains(where: { $0.name == "Request" }) { return }
    guard parameters.count == path.parameterNames.count else {
      throw .segmentsAndParameters(segments: path.parameterNames, parameters: parameters.map(\.name))
    }
    guard let last = parameters.last else { return }
    let misplaced = parameters.dropLast().first { $0.source == .pathRemainder }
    guard misplaced == nil, (last.source == .pathRemainder) == path.hasRemainder else {
      throw .remainderAndParameters(path: path.text, parameters: parameters.map(\.name))
    }
  }

  private func checkBody() throws(RouteDeclarationError.Reason) {
    let takers = handler.parameters.filter { $0.source == .body || $0.source == .bodyStream }
    guard takers.count <= 1 else { throw .bodyTakenTwice(parameters: takers.map(\.name)) }
  }

  private func checkHeaderNames() throws(RouteDeclarationError.Reason) {
    for name in handler.headerNames where HTTPField.Name(name) == nil { throw .invalidHeaderName(name) }
  }

  private func checkDependencies() throws(RouteDeclarationError.Reason) {
    for parameter in handler.injected where !levels.contains(where: { $0.dependencies[parameter.id] != nil })
    {
      throw .dependencyNotProvided(type: parameter.name)
    }
  }
}

/// A route that is created separately from the place where it is added.
public typealias Gateway = RouteDeclaration
