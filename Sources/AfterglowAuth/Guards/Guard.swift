import Afterglow
import HTTPTypes

/// A condition for requests to pass, as middleware of the application, of an `Include` or of a route.
///
///     app.add(Include("/admin", middleware: [RequireRole<Account>("admin")]) { admin in … })
///
/// A client that isn't authenticated gets 401 with `WWW-Authenticate`, and a user without permission gets 403. Guards
/// come after the ``AuthenticationMiddleware``. ``AllOf``, ``AnyOf`` and ``Not`` combine guards.
public protocol Guard: Middleware {
  /// Returns the verdict on a request.
  ///
  /// - Throws: an error that becomes the error response.
  func check(_ request: Request) async throws -> GuardVerdict
}

/// The verdict of a ``Guard`` on a request.
public enum GuardVerdict: Hashable, Sendable {
  /// The request may pass.
  case allowed

  /// The request needs a user. The client gets 401.
  case unauthenticated

  /// The request may not pass. The client gets 403 with `detail`, which is `Forbidden` by default.
  ///
  /// `scope` names the missing permission, such as `orders:write`. A client with a bearer token learns that its token
  /// lacks that scope (RFC 6750, section 3.1).
  case forbidden(detail: String = "Forbidden", scope: String? = nil)
}

extension Guard {
  /// Returns the response from further in, if the request may pass.
  ///
  /// - Throws: `HTTPError` 401 or 403 if it may not pass; errors of ``check(_:)`` or from further in.
  public func respond(to request: Request, next: any HTTPResponder) async throws -> Response {
    switch try await check(request) {
    case .allowed: return try await next.respond(to: request)
    case .unauthenticated: throw try request.unauthenticated
    case .forbidden(let detail, let scope): throw request.forbidden(detail, lackingScope: scope)
    }
  }
}
