/// The treatment of a path that differs from a route's only by a slash at its end.
public enum TrailingSlashPolicy: Sendable {
  /// The path is a different one: 404 unless another route has it.
  ///
  /// The default. Each resource has one address, which a web server's `location` can match exactly.
  case strict

  /// The client is redirected to the route's path with 307, which keeps method and body (RFC 9110, section 15.4.8).
  case redirect

  /// The route answers both paths.
  case ignore
}
