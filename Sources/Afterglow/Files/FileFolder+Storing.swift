import FastCGI
import HTTPTypes

#if canImport(Glibc)
  import Glibc
#endif

extension FileFolder {
  /// Begins a new version of a file, to be written and then committed.
  ///
  /// - Parameters:
  ///   - name: The name, by the rule of ``file(named:contentType:disposition:headers:background:)``: what can't be read
  ///     back can't be stored.
  ///   - preconditions: What the client makes its request depend on: ``Request/preconditions``. They are checked now, so
  ///     that a large body needn't be read in vain, and once more when the draft is committed. None by default.
  /// - Returns: The draft, which is empty.
  /// - Throws: ``HTTPError`` 400 for a name that no file may have, 409 if it is below a folder that is not there, 412 if a
  ///   condition doesn't hold; `SystemError` if the folder can't be written to.
  public func draft(named name: String, if preconditions: Preconditions? = nil) throws -> FileDraft {
    let (parent, name) = try place(of: name)
    try preconditions?.check(parent.version(of: name)?.resourceVersion)
    return try HTTPError.tellingNoSpace { try FileDraft(name, in: parent, if: preconditions) }
  }

  /// The version of a file that is there now; `nil` if there is none.
  ///
  /// - Parameter name: As for ``draft(named:if:)``.
  /// - Returns: The version, with its entity tag and the time of its last change.
  /// - Throws: ``HTTPError`` 400 for a name that no file may have, 409 if it is below a folder that is not there;
  ///   `SystemError` if the folder can't be read.
  public func version(named name: String) throws -> ResourceVersion? {
    let (parent, name) = try place(of: name)
    return try parent.version(of: name)?.resourceVersion
  }

  /// Removes a file.
  ///
  /// - Parameters:
  ///   - name: As for ``draft(named:if:)``.
  ///   - preconditions: What the client makes its request depend on; nothing by default.
  /// - Throws: ``HTTPError`` 404 if there is no such file, 412 if a condition doesn't hold, and as ``draft(named:if:)``;
  ///   `SystemError` if it can't be removed.
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

  /// Removes the drafts that processes have left in the folder which died while they wrote.
  ///
  /// There are none on file systems that know nameless files, as all common local ones of Linux do; on others, such as NFS,
  /// call it when the service starts. A draft that a living process writes stays. Folders below this one are not looked at.
  ///
  /// - Returns: How many there were.
  /// - Throws: `SystemError` if the folder can't be read.
  @discardableResult
  public func removeStaleDrafts() throws -> Int { try OpenFolder(path).removeStaleDrafts() }

  /// The folder that a name is in, and what the file is called there.
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
