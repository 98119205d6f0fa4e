import HTTPTypes

#if canImport(Glibc)
  import Glibc
#endif

/// A folder whose files clients may fetch and store by name.
///
///     let files = FileFolder("/srv/shop/files")
///     app.get("/files/{name}") { (name: String) in files.file(named: name) }
///
/// ``draft(named:if:)`` stores a file that a client sends.
///
/// No name leads out of the folder: `..`, an absolute path, a NUL and a component that begins with a dot are answered
/// with 404. So is a symbolic link anywhere below the folder, whoever created it. The folder itself may be a link, and
/// may be replaced while the service runs.
///
/// Names are compared as bytes, as Linux does: `é` in two Unicode forms names two files.
public struct FileFolder: Hashable, Sendable {
  /// The path to the folder; a relative path is relative to the process's working directory.
  public let path: String

  /// Creates a folder from a path; the folder need not exist yet.
  public init(_ path: String) {
    self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
  }

  /// Returns a response with the file of a name, for a handler to return.
  ///
  /// - Parameters:
  ///   - name: the percent-decoded name, as path scalars are, or a path below the folder with slashes.
  ///   - contentType: the file's media type; that of the name's extension by default.
  ///   - disposition: whether a browser should show or save the file; `nil` by default, which leaves it to the browser.
  ///   - headers: further header fields; none by default.
  ///   - background: a ``BackgroundTask`` or ``BackgroundTasks`` to run after the response; `nil` by default.
  /// - Returns: the response, which is a 404 if there is no such file.
  public func file(
    named name: String, contentType: String? = nil, disposition: ContentDisposition? = nil,
    headers: HTTPFields = [:], background: (any BackgroundWork)? = nil
  ) -> FileResponse {
    FileResponse(
      location: location(of: name), contentType: contentType, disposition: disposition, headers: headers,
      background: background)
  }

  func location(of name: String) -> FileLocation {
    let components = components(of: name)
    guard components.allSatisfy({ Self.refusal(of: $0) == nil }) else { return .nowhere }
    return .within(folder: path, components: components)
  }

  func components(of name: String) -> [String] { RequestSegments.parts(of: name[...]).map(String.init) }

  /// Returns why clients may not use a name, to read or to store a file; `nil` if they may.
  ///
  /// The check compares bytes, like the file system: to Swift, a dot followed by a combining character is another
  /// character.
  static func refusal(of component: String) -> String? {
    switch component.utf8.first {
    case nil: "it is empty, or begins or ends with a slash or has two in a row"
    // Files such as `.env` and `.git` are hidden, and not meant to be served.
    case UInt8(ascii: "."): "it begins with a dot"
    case _ where component.utf8.contains(0): "it has a zero byte"
    // The limit of Linux's file systems.
    case _ where component.utf8.count > Int(NAME_MAX): "it has more than \(NAME_MAX) bytes"
    default: nil
    }
  }
}
