import Afterglow
import HTTPTypes

/// A condition on who may pass, as middleware: of the application, of an `Include` or of a route.
///
///     app.add(Include("/admin", middleware: [RequireRole<Account>("admin")]) { admin in … })
///
/// Who isn't authenticated is answered 401 with `WWW-Authenticate`, and who is but may not, 403. Guards come behind the
/// ``AuthenticationMiddleware``. ``AllOf``, ``AnyOf`` and ``Not`` put several together.
public protocol Guard: Middleware {
  /// Whether the request may pass.
  ///
  /// - Throws: what is then turned into an error response.
  func check(_ request: Request) async throws -> GuardVerdict
}

/// What a ``Guard`` says of a request.
public enum GuardVerdict: Hashable, Sendable {
  /// It may pass.
  case allowed

  /// It may not as nobody's; as somebody's it might. The client is told 401.
  case unauthenticated

  /// It may not. The client is told 403, with that as the `detail`; the status's name by default.
  ///
  /// `scope` is what it may not do, in a word such as `orders:write`: a client that was authenticated by a bearer token is
  /// told that its token lacks that (RFC 6750, section 3.1).
  case forbidden(detail: String = "Forbidden", scope: String? = nil)
}

extension Guard {
  /// The response of what is further in, if the request may pass.
  ///
  /// - Throws: `HTTPError` 401 or 403 if it may not; what ``check(_:)`` or what is further in throws.
  public func respond(to request: Request, next: any HTTPResponder) async throws -> Response {
    switch try await check(request) {
    case .allowed: return try await next.respond(to: request)
    case .unauthenticated: throw try request.unauthenticated
    case .forbidden(let detail, let scope): throw request.forbidden(detail, lackingScope: scope)
    }
  }
}
