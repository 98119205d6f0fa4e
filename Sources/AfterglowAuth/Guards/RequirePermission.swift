import Afterglow

/// A user with permissions, for ``RequirePermission``.
public protocol PermissionHolder: Sendable {
  /// What the user may do.
  var permissions: Set<String> { get }
}

/// Lets pass the users that have a permission.
public struct RequirePermission<User: PermissionHolder>: Guard {
  private let guarding: Require<User>

  /// A guard that needs a permission.
  ///
  /// - Parameter permission: the permission, `orders:write` for example.
  public init(_ permission: String) {
    guarding = Require { user, _ in user.permissions.contains(permission) }
  }

  /// Whether the user has the permission.
  ///
  /// - Throws: ``MissingAuthenticationError``.
  public func check(_ request: Request) async throws -> GuardVerdict { try await guarding.check(request) }
}
