import Afterglow

/// A request of an authenticated user.
///
/// A handler that takes it in place of `Request` is called only for authenticated requests:
///
///     app.get("/me") { (request: Authenticated<Account>) in
///       JSONResponse(["email": request.user.email])
///     }
///
/// A client that isn't authenticated gets 401, and a user of another type 403. The request's properties are available
/// on this type too, as are ``dependency(_:)`` and, with `AfterglowSessionAuth`, `session` and `csrfToken`. Other
/// methods, and your own properties that throw, are not ("cannot form key path to property with 'throws'"): write
/// `try request.request.basket`.
@dynamicMemberLookup
public struct Authenticated<User: Sendable>: RequestExtractable {
  /// The user.
  public let user: User

  /// The request.
  public let request: Request

  /// Returns the request with its user.
  ///
  /// - Throws: the errors of `Request.user(as:)`.
  public static func extract(from context: inout ExtractionContext) throws -> Authenticated {
    Authenticated(user: try context.request.user(), request: context.request)
  }

  /// Returns the request with its user, or `nil` if it isn't authenticated, for handlers that take an `Optional`.
  ///
  /// - Throws: the errors of `Request.user(as:)`, except 401.
  public static func extractIfPresent(from context: inout ExtractionContext) throws -> Authenticated? {
    guard try context.request.isAuthenticated else { return nil }
    return try extract(from: &context)
  }

  /// A property of the request.
  public subscript<Value>(dynamicMember property: KeyPath<Request, Value>) -> Value {
    request[keyPath: property]
  }

  /// Returns the value that the application provides for this request, like `Request.dependency(_:)`.
  ///
  /// - Parameter type: the value's type.
  /// - Returns: the value.
  /// - Throws: the errors of `Request.dependency(_:)`.
  public func dependency<Dependency: Sendable>(_ type: Dependency.Type) async throws -> Dependency {
    try await request.dependency(type)
  }

  /// A value stored in the request; see `RequestValueKey`.
  public subscript<Key: RequestValueKey>(key: Key.Type) -> Key.Value? {
    get { request[key] }
    nonmutating set { request[key] = newValue }
  }
}
