import Afterglow

/// Lets pass whoever is authenticated.
public struct RequireUser: Guard {
  /// A guard that needs somebody.
  public init() {}

  /// Whether somebody is authenticated.
  ///
  /// - Throws: ``MissingAuthenticationError``.
  public func check(_ request: Request) throws -> GuardVerdict {
    try request.isAuthenticated ? .allowed : .unauthenticated
  }
}

/// Lets pass the users for whom a condition holds.
///
///     Require<Account> { account, request in account.isVerified }
///
/// A user of another type is refused with 403.
public struct Require<User: Sendable>: Guard {
  private let condition: @Sendable (User, Request) async throws -> Bool

  /// A guard with a condition.
  ///
  /// - Parameter condition: whether that user may make that request.
  public init(_ condition: @escaping @Sendable (User, Request) async throws -> Bool) {
    self.condition = condition
  }

  /// Whether the condition holds for the user.
  ///
  /// - Throws: ``MissingAuthenticationError``, and what the condition throws.
  public func check(_ request: Request) async throws -> GuardVerdict {
    guard try request.isAuthenticated else { return .unauthenticated }
    guard let user = request.userIfAuthenticated(as: User.self), try await condition(user, request) else {
      return .forbidden()
    }
    return .allowed
  }
}
