import HTTPTypes

/// A folder whose files clients may have by name.
///
///     let files = FileFolder("/srv/shop/files")
///     app.get("/files/{name}") { (name: String) in files.file(named: name) }
///
/// No name leads out of it: `..`, an absolute path, a NUL and what begins with a dot are answered 404, and so is a
/// symbolic link anywhere below the folder, whoever made it. The folder itself may be a link, and may be replaced while
/// the service runs.
public struct FileFolder: Hashable, Sendable {
  /// The folder's path; a relative one is relative to the process's working directory.
  public let path: String

  /// A folder, which need not be there yet.
  public init(_ path: String) {
    self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
  }

  /// The file with a name, to be returned from a handler.
  ///
  /// - Parameters:
  ///   - name: the name, or a path below the folder with slashes between. Already percent-decoded, as path scalars are.
  ///   - contentType: its media type; by default that of the name's extension.
  ///   - disposition: whether a browser is to show or to save it; that is up to the browser by default.
  ///   - headers: more header fields; none by default.
  ///   - background: a ``BackgroundTask`` or ``BackgroundTasks`` to run after the response; nothing by default.
  /// - Returns: the response, which is 404 if there is no such file.
  public func file(
    named name: String, contentType: String? = nil, disposition: ContentDisposition? = nil,
    headers: HTTPFields = [:], background: (any BackgroundWork)? = nil
  ) -> FileResponse {
    FileResponse(
      location: location(of: name), contentType: contentType, disposition: disposition, headers: headers,
      background: background)
  }

  func location(of name: String) -> FileLocation {
    let components = RequestSegments.parts(of: name[...]).map(String.init)
    guard components.allSatisfy(Self.mayBeNamed) else { return .nowhere }
    return .within(folder: path, components: components)
  }

  /// Hidden files are where `.env` and `.git` are, and nobody means to serve them.
  private static func mayBeNamed(_ component: String) -> Bool {
    !component.isEmpty && component.utf8.first != UInt8(ascii: ".") && !component.utf8.contains(0)
  }
}
