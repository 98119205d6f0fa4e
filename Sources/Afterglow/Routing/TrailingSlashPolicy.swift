/// What becomes of a path that only differs from a route's by a slash at its end.
public enum TrailingSlashPolicy: Sendable {
  /// It is another path: 404 unless a route has it.
  ///
  /// The default: one address for one thing, and none that a web server's `location` doesn't know.
  case strict

  /// The client is sent to the route's path with 307, which keeps method and body (RFC 9110, section 15.4.8).
  case redirect

  /// The route answers under both.
  case ignore
}
