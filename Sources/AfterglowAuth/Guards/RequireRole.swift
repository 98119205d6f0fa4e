import Afterglow

/// A user with roles, for ``RequireRole``.
public protocol RoleHolder: Sendable {
  /// The roles that the user has.
  var roles: Set<String> { get }
}

/// Lets pass the users that have a role.
public struct RequireRole<User: RoleHolder>: Guard {
  private let guarding: Require<User>

  /// A guard that needs a role.
  ///
  /// - Parameter role: the role.
  public init(_ role: String) {
    guarding = Require { user, _ in user.roles.contains(role) }
  }

  /// Whether the user has the role.
  ///
  /// - Throws: ``MissingAuthenticationError``.
  public func check(_ request: Request) async throws -> GuardVerdict { try await guarding.check(request) }
}
