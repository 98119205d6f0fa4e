import Afterglow

/// A user with roles, for ``RequireRole``.
public protocol RoleHolder: Sendable {
  /// The roles of the user.
  var roles: Set<String> { get }
}

/// A guard that lets the users pass that have a role.
public struct RequireRole<User: RoleHolder>: Guard {
  private let guarding: Require<User>

  /// Creates a guard.
  ///
  /// - Parameter role: the role.
  public init(_ role: String) {
    guarding = Require { user, _ in user.roles.contains(role) }
  }

  /// Returns ``GuardVerdict/allowed`` if the user has the role.
  ///
  /// - Throws: ``MissingAuthenticationError`` if no ``AuthenticationMiddleware`` is in front.
  public func check(_ request: Request) async throws -> GuardVerdict { try await guarding.check(request) }
}
