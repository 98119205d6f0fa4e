import HTTPTypes

extension RouteContainer {
  /// Declares a handler for several methods.
  ///
  /// - Parameters:
  ///   - methods: the methods.
  ///   - path: the path; empty by default. It has a `{name}` segment for each of the handler's path scalars, and may
  ///     end with `{name...}` for a ``PathRemainder``. In an ``Include`` it follows the prefix.
  ///   - middleware: the middleware of this route alone, outermost first; none by default.
  ///   - background: a ``BackgroundTask`` or ``BackgroundTasks`` to run after each response of the handler, before the
  ///     response's own; `nil` by default.
  ///   - fileID: the file where the route is declared; filled in by the compiler.
  ///   - line: the line where the route is declared; filled in by the compiler.
  ///   - handler: the handler.
  public func route<each Input: RequestExtractable, Output: ResponseConvertible>(
    methods: [HTTPRequest.Method],
    _ path: String = "",
    middleware: [any Middleware] = [],
    background: (any BackgroundWork)? = nil,
    fileID: String = #fileID,
    line: UInt = #line,
    _ handler: @escaping @Sendable (repeat each Input) async throws -> Output
  ) {
    add(
      Gateway(
        methods: methods, path, middleware: middleware, background: background, fileID: fileID, line: line,
        handler))
  }

  /// Declares a handler for GET, which answers HEAD as well.
  ///
  /// Its status is 200 by default. For the parameters see ``route(methods:_:middleware:background:fileID:line:_:)-(_,_,_,_,_,_,(Input)->Output)``.
  public func get<each Input: RequestExtractable, Output: ResponseConvertible>(
    _ path: String = "",
    middleware: [any Middleware] = [],
    background: (any BackgroundWork)? = nil,
    fileID: String = #fileID,
    line: UInt = #line,
    _ handler: @escaping @Sendable (repeat each Input) async throws -> Output
  ) {
    route(
      methods: [.get], path, middleware: middleware, background: background, fileID: fileID, line: line,
      handler)
  }

  /// Declares a handler for PUT.
  ///
  /// Its status is 200 by default. For the parameters see ``route(methods:_:middleware:background:fileID:line:_:)-(_,_,_,_,_,_,(Input)->Output)``.
  public func put<each Input: RequestExtractable, Output: ResponseConvertible>(
    _ path: String = "",
    middleware: [any Middleware] = [],
    background: (any BackgroundWork)? = nil,
    fileID: String = #fileID,
    line: UInt = #line,
    _ handler: @escaping @Sendable (repeat each Input) async throws -> Output
  ) {
    route(
      methods: [.put], path, middleware: middleware, background: background, fileID: fileID, line: line,
      handler)
  }

  /// Declares a handler for POST.
  ///
  /// Its status is 201 by default. For the parameters see ``route(methods:_:middleware:background:fileID:line:_:)-(_,_,_,_,_,_,(Input)->Output)``.
  public func post<each Input: RequestExtractable, Output: ResponseConvertible>(
    _ path: String = "",
    middleware: [any Middleware] = [],
    background: (any BackgroundWork)? = nil,
    fileID: String = #fileID,
    line: UInt = #line,
    _ handler: @escaping @Sendable (repeat each Input) async throws -> Output
  ) {
    route(
      methods: [.post], path, middleware: middleware, background: background, fileID: fileID, line: line,
      handler)
  }

  /// Declares a handler for PATCH.
  ///
  /// Its status is 200 by default. For the parameters see ``route(methods:_:middleware:background:fileID:line:_:)-(_,_,_,_,_,_,(Input)->Output)``.
  public func patch<each Input: RequestExtractable, Output: ResponseConvertible>(
    _ path: String = "",
    middleware: [any Middleware] = [],
    background: (any BackgroundWork)? = nil,
    fileID: String = #fileID,
    line: UInt = #line,
    _ handler: @escaping @Sendable (repeat each Input) async throws -> Output
  ) {
    route(
      methods: [.patch], path, middleware: middleware, background: background, fileID: fileID, line: line,
      handler)
  }

  /// Declares a handler for DELETE.
  ///
  /// Its status is 204 by default, and 200 if there is a body. For the parameters see
  /// ``route(methods:_:middleware:background:fileID:line:_:)-(_,_,_,_,_,_,(Input)->Output)``.
  public func delete<each Input: RequestExtractable, Output: ResponseConvertible>(
    _ path: String = "",
    middleware: [any Middleware] = [],
    background: (any BackgroundWork)? = nil,
    fileID: String = #fileID,
    line: UInt = #line,
    _ handler: @escaping @Sendable (repeat each Input) async throws -> Output
  ) {
    route(
      methods: [.delete], path, middleware: middleware, background: background, fileID: fileID, line: line,
      handler)
  }

  /// Declares a handler for HEAD, in place of the one for GET.
  ///
  /// Its status is 200 by default. For the parameters see ``route(methods:_:middleware:background:fileID:line:_:)-(_,_,_,_,_,_,(Input)->Output)``.
  public func head<each Input: RequestExtractable, Output: ResponseConvertible>(
    _ path: String = "",
    middleware: [any Middleware] = [],
    background: (any BackgroundWork)? = nil,
    fileID: String = #fileID,
    line: UInt = #line,
    _ handler: @escaping @Sendable (repeat each Input) async throws -> Output
  ) {
    route(
      methods: [.head], path, middleware: middleware, background: background, fileID: fileID, line: line,
      handler)
  }

  /// Declares a handler for OPTIONS, in place of the automatic one.
  ///
  /// Its status is 200 by default. For the parameters see ``route(methods:_:middleware:background:fileID:line:_:)-(_,_,_,_,_,_,(Input)->Output)``.
  public func options<each Input: RequestExtractable, Output: ResponseConvertible>(
    _ path: String = "",
    middleware: [any Middleware] = [],
    background: (any BackgroundWork)? = nil,
    fileID: String = #fileID,
    line: UInt = #line,
    _ handler: @escaping @Sendable (repeat each Input) async throws -> Output
  ) {
    route(
      methods: [.options], path, middleware: middleware, background: background, fileID: fileID, line: line,
      handler)
  }
}
