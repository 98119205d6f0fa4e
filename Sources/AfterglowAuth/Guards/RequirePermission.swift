import Afterglow

/// A user with permissions, for ``RequirePermission``.
public protocol PermissionHolder: Sendable {
  /// The permissions of the user.
  var permissions: Set<String> { get }
}

/// A guard that lets the users pass that have a permission.
///
/// A client whose bearer token lacks the permission learns that from `WWW-Authenticate` (`insufficient_scope`; RFC
/// 6750, section 3.1).
public struct RequirePermission<User: PermissionHolder>: Guard {
  private let permission: String
  private let guarding: Require<User>

  /// Creates a guard.
  ///
  /// - Parameter permission: the permission, such as `orders:write`.
  public init(_ permission: String) {
    self.permission = permission
    guarding = Require { user, _ in user.permissions.contains(permission) }
  }

  /// Returns ``GuardVerdict/allowed`` if the user has the permission.
  ///
  /// - Throws: ``MissingAuthenticationError`` if no ``AuthenticationMiddleware`` is in front.
  public func check(_ request: Request) async throws -> GuardVerdict {
    let verdict = try await guarding.check(request)
    return if case .forbidden(let detail, nil) = verdict {
      .forbidden(detail: detail, scope: permission)
    } else {
      verdict
    }
  }
}
