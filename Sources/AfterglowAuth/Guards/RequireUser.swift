import Afterglow

/// A guard that lets authenticated requests pass.
public struct RequireUser: Guard {
  /// Creates a guard.
  public init() {}

  /// Returns ``GuardVerdict/allowed`` if the request is authenticated.
  ///
  /// - Throws: ``MissingAuthenticationError`` if no ``AuthenticationMiddleware`` is in front.
  public func check(_ request: Request) throws -> GuardVerdict {
    try request.isAuthenticated ? .allowed : .unauthenticated
  }
}

/// A guard that lets the users pass that meet a condition.
///
///     Require<Account> { account, request in account.isVerified }
///
/// A user of another type is refused with 403.
public struct Require<User: Sendable>: Guard {
  private let condition: @Sendable (User, Request) async throws -> Bool

  /// Creates a guard.
  ///
  /// - Parameter condition: a closure that returns whether the user may make the request.
  public init(_ condition: @escaping @Sendable (User, Request) async throws -> Bool) {
    self.condition = condition
  }

  /// Returns ``GuardVerdict/allowed`` if the user meets the condition.
  ///
  /// - Throws: ``MissingAuthenticationError`` if no ``AuthenticationMiddleware`` is in front; the errors of the
  ///   condition.
  public func check(_ request: Request) async throws -> GuardVerdict {
    guard try request.isAuthenticated else { return .unauthenticated }
    guard let user = request.userIfAuthenticated(as: User.self), try await condition(user, request) else {
      return .forbidden()
    }
    return .allowed
  }
}
