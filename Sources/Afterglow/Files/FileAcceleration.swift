import HTTPTypes

/// Middleware that lets nginx send the files of a folder, by `X-Accel-Redirect`.
///
/// The worker is free once it has named the file.
///
///     app.add(middleware: FileAcceleration(folder: "/srv/shop/files", location: "/internal-files"))
///
/// The configuration of nginx:
///
///     location /internal-files/ {
///         internal;
///         alias /srv/shop/files/;
///         disable_symlinks on from=/srv/shop/files;
///         add_header X-Content-Type-Options nosniff;
///         add_header X-Request-ID $request_id always;
///     }
///
/// The middleware applies to each ``FileResponse`` whose path, as written, begins with the folder's. The application
/// sends other files itself.
///
/// nginx handles `Range`, `If-None-Match` and the like itself, and makes `ETag` and `Last-Modified`. Of the
/// application's header fields it keeps `Content-Type`, `Content-Disposition`, `Cache-Control`, `Expires` and
/// `Set-Cookie`; configure all others in nginx. Because nginx opens the file anew, it must itself refuse symbolic links
/// if strangers can create some within the folder. Background tasks run as usual, once nginx has the file's name.
public struct FileAcceleration: MiddlewareWithoutTaskLocals {
  private let folder: String
  private let location: String

  /// Creates middleware that lets nginx send the files of a folder.
  ///
  /// - Parameters:
  ///   - folder: the path to the folder, written as for ``FileResponse`` and ``FileFolder``.
  ///   - location: the internal location of nginx for the folder, which begins with a slash.
  public init(folder: String, location: String) {
    precondition(location.hasPrefix("/"), "nginx's location begins with a slash, and \(location) does not")
    self.folder = Self.withSlash(folder)
    self.location = Self.withSlash(location)
  }

  private static func withSlash(_ path: String) -> String { path.hasSuffix("/") ? path : path + "/" }

  /// Passes the request on and registers this acceleration for its file responses.
  public func respond(to request: Request, next: any HTTPResponder) async throws -> Response {
    request[Known.self] = (request[Known.self] ?? []) + [self]
    return try await next.respond(to: request)
  }

  /// Returns the URI of a file for nginx; `nil` if the file is not in the folder.
  func target(ofPath path: String) -> String? {
    guard path.utf8.starts(with: folder.utf8) else { return nil }
    let rest = Substring(path.utf8.dropFirst(folder.utf8.count))
    guard RequestSegments.parts(of: rest).allSatisfy({ !["", ".", ".."].contains($0) }) else { return nil }
    // nginx decodes the URI like that of a request.
    return PercentEncoding.encodingPath(location + rest)
  }

  /// Returns the URI of a file for nginx; `nil` if no middleware of the request accelerates the file.
  static func target(ofPath path: String, for request: Request) -> String? {
    request[Known.self]?.lazy.compactMap { $0.target(ofPath: path) }.first
  }

  private enum Known: RequestValueKey { typealias Value = [FileAcceleration] }
}
