import Afterglow

/// A user with permissions, for ``RequirePermission``.
public protocol PermissionHolder: Sendable {
  /// What the user may do.
  var permissions: Set<String> { get }
}

/// Lets pass the users that have a permission.
///
/// A client with a bearer token that lacks it is told so in `WWW-Authenticate` (`insufficient_scope`; RFC 6750, section
/// 3.1).
public struct RequirePermission<User: PermissionHolder>: Guard {
  private let permission: String
  private let guarding: Require<User>

  /// A guard that needs a permission.
  ///
  /// - Parameter permission: the permission, `orders:write` for example.
  public init(_ permission: String) {
    self.permission = permission
    guarding = Require { user, _ in user.permissions.contains(permission) }
  }

  /// Whether the user has the permission.
  ///
  /// - Throws: ``MissingAuthenticationError``.
  public func check(_ request: Request) async throws -> GuardVerdict {
    let verdict = try await guarding.check(request)
    return if case .forbidden(let detail, nil) = verdict {
      .forbidden(detail: detail, scope: permission)
    } else {
      verdict
    }
  }
}
