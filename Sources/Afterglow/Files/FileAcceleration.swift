import HTTPTypes

/// Lets nginx send the files of a folder, by `X-Accel-Redirect`: the worker is free as soon as it has named the file.
///
///     app.add(middleware: FileAcceleration(folder: "/srv/shop/files", location: "/internal-files"))
///
/// and in nginx's configuration
///
///     location /internal-files/ {
///         internal;
///         alias /srv/shop/files/;
///         disable_symlinks on from=/srv/shop/files;
///         add_header X-Content-Type-Options nosniff;
///         add_header X-Request-ID $request_id always;
///     }
///
/// It holds for every ``FileResponse`` whose path, as it is written, begins with the folder's; others are sent by the
/// application. nginx looks at `Range`, `If-None-Match` and the like itself, and makes `ETag` and `Last-Modified`; of the
/// application's header fields it keeps `Content-Type`, `Content-Disposition`, `Cache-Control`, `Expires` and
/// `Set-Cookie`; the others have to be in its configuration. It opens the file anew, so that it has to refuse symbolic
/// links itself where those within the folder may be a stranger's. Background tasks run as ever, beginning when nginx has
/// been told.
public struct FileAcceleration: Middleware {
  private let folder: String
  private let location: String

  /// Files of a folder are nginx's to send.
  ///
  /// - Parameters:
  ///   - folder: the folder, written as ``FileResponse`` and ``FileFolder`` have it.
  ///   - location: the internal location of nginx's that leads there; begins with a slash.
  public init(folder: String, location: String) {
    precondition(location.hasPrefix("/"), "nginx's location begins with a slash, and \(location) does not")
    self.folder = Self.withSlash(folder)
    self.location = Self.withSlash(location)
  }

  private static func withSlash(_ path: String) -> String { path.hasSuffix("/") ? path : path + "/" }

  /// Says to the responses further in that it is there.
  public func respond(to request: Request, next: any HTTPResponder) async throws -> Response {
    request[Known.self] = (request[Known.self] ?? []) + [self]
    return try await next.respond(to: request)
  }

  /// The URI to give nginx for a file, if it is one of the folder's.
  func target(ofPath path: String) -> String? {
    guard path.utf8.starts(with: folder.utf8) else { return nil }
    let rest = Substring(path.utf8.dropFirst(folder.utf8.count))
    guard RequestSegments.parts(of: rest).allSatisfy({ !["", ".", ".."].contains($0) }) else { return nil }
    // nginx decodes it, as it does a request's.
    return PercentEncoding.encodingPath(location + rest)
  }

  /// The URI to give nginx for a file of that path, if any middleware of the request's says so.
  static func target(ofPath path: String, for request: Request) -> String? {
    request[Known.self]?.lazy.compactMap { $0.target(ofPath: path) }.first
  }

  private enum Known: RequestValueKey { typealias Value = [FileAcceleration] }
}
