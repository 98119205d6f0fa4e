import Afterglow

/// A request of an authenticated user: a handler that takes it in place of `Request` is only called for one.
///
///     app.get("/me") { (request: Authenticated<Account>) in
///       JSONResponse(["email": request.user.email])
///     }
///
/// A client that isn't authenticated is answered 401, and a user of another type 403. The properties of the request are
/// properties of this as well, and so are ``dependency(_:)`` and, with `AfterglowSessionAuth`, `session` and `csrfToken`.
/// Other methods, and properties of yours that throw, can't be passed on ("cannot form key path to property with
/// 'throws'"): write `try request.request.basket`.
@dynamicMemberLookup
public struct Authenticated<User: Sendable>: RequestExtractable {
  /// The user.
  public let user: User

  /// The request.
  public let request: Request

  /// The request and its user.
  ///
  /// - Throws: as `Request.user(as:)` does.
  public static func extract(from context: inout ExtractionContext) throws -> Authenticated {
    Authenticated(user: try context.request.user(), request: context.request)
  }

  /// The request and its user, or `nil` for one of nobody's: what a handler gets that takes an `Optional`.
  ///
  /// - Throws: as `Request.user(as:)` does, but for a request that isn't authenticated.
  public static func extractIfPresent(from context: inout ExtractionContext) throws -> Authenticated? {
    guard try context.request.isAuthenticated else { return nil }
    return try extract(from: &context)
  }

  /// A property of the request.
  public subscript<Value>(dynamicMember property: KeyPath<Request, Value>) -> Value {
    request[keyPath: property]
  }

  /// The value that the application provides for this request, as `Request.dependency(_:)`.
  ///
  /// - Parameter type: the value's type.
  /// - Returns: the value.
  /// - Throws: as `Request.dependency(_:)` does.
  public func dependency<Dependency: Sendable>(_ type: Dependency.Type) async throws -> Dependency {
    try await request.dependency(type)
  }

  /// A value that was left with the request; see `RequestValueKey`.
  public subscript<Key: RequestValueKey>(key: Key.Type) -> Key.Value? {
    get { request[key] }
    nonmutating set { request[key] = newValue }
  }
}
