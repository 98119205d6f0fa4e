import HTTPTypes

#if canImport(Glibc)
  import Glibc
#endif

/// A folder whose files clients may have by name, and store.
///
///     let files = FileFolder("/srv/shop/files")
///     app.get("/files/{name}") { (name: String) in files.file(named: name) }
///
/// ``draft(named:if:)`` stores what a client sends.
///
/// No name leads out of it: `..`, an absolute path, a NUL and what begins with a dot are answered 404, and so is a
/// symbolic link anywhere below the folder, whoever made it. The folder itself may be a link, and may be replaced while
/// the service runs.
///
/// A name is a sequence of bytes, as it is to Linux: `é` in two forms of Unicode names two files.
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
    let components = components(of: name)
    guard components.allSatisfy({ Self.refusal(of: $0) == nil }) else { return .nowhere }
    return .within(folder: path, components: components)
  }

  func components(of name: String) -> [String] { RequestSegments.parts(of: name[...]).map(String.init) }

  /// Why no file that clients name, to read or to store it, may be called so; `nil` if it may.
  ///
  /// By bytes, as the file system has it: to Swift, a dot with a combining character behind it is another character.
  static func refusal(of component: String) -> String? {
    switch component.utf8.first {
    case nil: "it is empty, or begins or ends with a slash or has two in a row"
    // Hidden files are where `.env` and `.git` are, and nobody means to serve them.
    case UInt8(ascii: "."): "it begins with a dot"
    case _ where component.utf8.contains(0): "it has a zero byte"
    // The most that Linux's file systems take.
    case _ where component.utf8.count > Int(NAME_MAX): "it has more than \(NAME_MAX) bytes"
    default: nil
    }
  }
}
