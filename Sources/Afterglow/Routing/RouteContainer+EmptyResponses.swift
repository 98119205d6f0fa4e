import HTTPTypes

/// Handlers that return nothing: the response is empty, with the status of its method.
///
///     app.delete("/users/{id}") { (id: Int) in try await users.remove(id) }
///
/// A closure of one expression counts as one that returns nothing if its value can be no response: the compiler then warns
/// that the value is unused. For GET, HEAD and OPTIONS, whose response is all there is to them, it is an error.
extension RouteContainer {
  /// Declares a handler for several methods that returns nothing.
  ///
  /// For the parameters see the one whose handler returns a response.
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

  /// Declares a handler for PUT, that returns nothing; its status is 200.
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

  /// Declares a handler for POST, that returns nothing; its status is 201.
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

  /// Declares a handler for PATCH, that returns nothing; its status is 200.
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

  /// Declares a handler for DELETE, that returns nothing; its status is 204.
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
