import FastCGI
import HTTPTypes

#if canImport(Glibc)
  import Glibc
#endif

extension FileFolder {
  /// Begins a new version of a file, to be written and then committed.
  ///
  /// - Parameters:
  ///   - name: the name of the file. The rule of ``file(named:contentType:disposition:headers:background:)`` applies,
  ///     so that every stored file can be read back.
  ///   - preconditions: the client's conditions, ``Request/preconditions``; `nil` by default. They are checked now, to
  ///     avoid reading a large body in vain, and again at the commit.
  /// - Returns: the draft, which is empty.
  /// - Throws: ``HTTPError`` 400 for an invalid name, 409 if the folder of the file doesn't exist, 412 if a
  ///   precondition doesn't hold, and 507 if there is no space left; `SystemError` if the folder can't be written to.
  public func draft(named name: String, if preconditions: Preconditions? = nil) throws -> FileDraft {
    let (parent, name) = try place(of: name)
    try preconditions?.check(parent.version(of: name)?.resourceVersion)
    return try HTTPError.tellingNoSpace { try FileDraft(name, in: parent, if: preconditions) }
  }

  /// Returns the current version of a file; `nil` if there is none.
  ///
  /// - Parameter name: the name of the file, as for ``draft(named:if:)``.
  /// - Returns: the version, with its entity tag and the time of its last change.
  /// - Throws: ``HTTPError`` 400 for an invalid name, and 409 if the folder of the file doesn't exist; `SystemError` if
  ///   the folder can't be read.
  public func version(named name: String) throws -> ResourceVersion? {
    let (parent, name) = try place(of: name)
    return try parent.version(of: name)?.resourceVersion
  }

  /// Removes a file.
  ///
  /// - Parameters:
  ///   - name: the name of the file, as for ``draft(named:if:)``.
  ///   - preconditions: the client's conditions; `nil` by default.
  /// - Throws: ``HTTPError`` 404 if there is no such file, 412 if a precondition doesn't hold, 400 for an invalid name,
  ///   and 409 if the folder of the file doesn't exist; `SystemError` if the file can't be removed.
  public func remove(named name: String, if preconditions: Preconditions? = nil) throws {
    let (parent, name) = try place(of: name)
    try parent.withLock {
      let current = try parent.version(of: name)
      try preconditions?.check(current?.resourceVersion)
      guard current != nil else { throw HTTPError(.notFound, detail: "There is no such file.") }
      guard unlinkat(parent.descriptor, name, 0) == 0 else {
        throw SystemError("unlink", on: "\(parent.path)/\(name)")
      }
    }
    try parent.sync()
  }

  /// Removes drafts left in the folder by processes that died while writing.
  ///
  /// All common local file systems of Linux support nameless files, which leave no drafts. On others, such as NFS, call
  /// the method when the service starts. Drafts of living processes remain. Subfolders are not searched.
  ///
  /// - Returns: the number of removed drafts.
  /// - Throws: `SystemError` if the folder can't be read.
  @discardableResult
  public func removeStaleDrafts() throws -> Int { try OpenFolder(path).removeStaleDrafts() }

  /// Returns the folder of a named file, and the file's name in it.
  private func place(of name: String) throws -> (OpenFolder, String) {
    let components = components(of: name)
    if let reason = components.lazy.compactMap(Self.refusal).first {
      throw HTTPError(
        .badRequest, detail: "No file can have the name \(name.debugDescription): \(reason).")
    }
    var folder = try OpenFolder(path)
    for component in components.dropLast() {
      do throws(SystemError) {
        folder = try OpenFolder(component, in: folder)
      } catch {
        guard FileAccessError(number: error.number).meansNotFound else { throw error }
        throw HTTPError(.conflict, detail: "There is no folder to store it in.")
      }
    }
    return (folder, components.last ?? "")
  }
}
