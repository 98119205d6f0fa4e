import HTTPTypes

/// Handlers that return nothing. The response is empty, with the default status of the method.
///
///     app.delete("/users/{id}") { (id: Int) in try await users.remove(id) }
///
/// A closure with a single expression is also taken for one that returns nothing if the expression's type is not
/// ``ResponseConvertible``; the compiler then warns that the value is unused. For GET, HEAD and OPTIONS, which would be
/// pointless without a response, it is an error.
extension RouteContainer {
  /// Declares a handler without a result for several methods.
  ///
  /// For the parameters see the method for handlers that return a response.
  @_disfavoredOverload
  public func route<each Input: RequestExtractable>(
    methods: [HTTPRequest.Method],
    _ path: String = "",
    middleware: [any Middleware] = [],
    background: (any BackgroundWork)? = nil,
    fileID: String = #fileID,
    line: UInt = #line,
    _ handler: @escaping @Sendable (repeat each Input) async throws -> Void
  ) {
    add(
      Gateway(
        methods: methods, path, middleware: middleware, background: background, fileID: fileID, line: line,
        handler))
  }

  /// Declares a handler without a result for PUT; its status is 200.
  @_disfavoredOverload
  public func put<each Input: RequestExtractable>(
    _ path: String = "",
    middleware: [any Middleware] = [],
    background: (any BackgroundWork)? = nil,
    fileID: String = #fileID,
    line: UInt = #line,
    _ handler: @escaping @Sendable (repeat each Input) async throws -> Void
  ) {
    route(
      methods: [.put], path, middleware: middleware, background: background, fileID: fileID, line: line,
      handler)
  }

  /// Declares a handler without a result for POST; its status is 201.
  @_disfavoredOverload
  public func post<each Input: RequestExtractable>(
    _ path: String = "",
    middleware: [any Middleware] = [],
    background: (any BackgroundWork)? = nil,
    fileID: String = #fileID,
    line: UInt = #line,
    _ handler: @escaping @Sendable (repeat each Input) async throws -> Void
  ) {
    route(
      methods: [.post], path, middleware: middleware, background: background, fileID: fileID, line: line,
      handler)
  }

  /// Declares a handler without a result for PATCH; its status is 200.
  @_disfavoredOverload
  public func patch<each Input: RequestExtractable>(
    _ path: String = "",
    middleware: [any Middleware] = [],
    background: (any BackgroundWork)? = nil,
    fileID: String = #fileID,
    line: UInt = #line,
    _ handler: @escaping @Sendable (repeat each Input) async throws -> Void
  ) {
    route(
      methods: [.patch], path, middleware: middleware, background: background, fileID: fileID, line: line,
      handler)
  }

  /// Declares a handler without a result for DELETE; its status is 204.
  @_disfavoredOverload
  public func delete<each Input: RequestExtractable>(
    _ path: String = "",
    middleware: [any Middleware] = [],
    background: (any BackgroundWork)? = nil,
    fileID: String = #fileID,
    line: UInt = #line,
    _ handler: @escaping @Sendable (repeat each Input) async throws -> Void
  ) {
    route(
      methods: [.delete], path, middleware: middleware, background: background, fileID: fileID, line: line,
      handler)
  }
}
