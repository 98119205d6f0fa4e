import FastCGI
import HTTPTypes
import Logging
import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// A new version of a file in a ``FileFolder``, which takes its place once it is complete.
///
///     app.put("/files/{name}") { (name: String, body: BodyStream, request: Request) in
///       try request.requireWholeContent()
///       let draft = try files.draft(named: name, if: request.preconditions)
///       while let chunk = try body.nextChunk() { try draft.append(chunk) }
///       return Response(status: .noContent, headers: [.eTag: "\(try draft.commit())"])
///     }
///
/// The file is invisible before ``commit()``. If the handler throws or the process dies, nothing needs to be cleaned
/// up.
public final class FileDraft: Sendable {
  private let file: DraftFile
  private let folder: OpenFolder
  private let name: String
  private let preconditions: Preconditions?
  private let isCommitted = Atomic(false)

  init(_ name: String, in folder: OpenFolder, if preconditions: Preconditions?) throws(SystemError) {
    file = try DraftFile(in: folder)
    self.folder = folder
    self.name = name
    self.preconditions = preconditions
  }

  /// Appends bytes to the file.
  ///
  /// - Throws: ``HTTPError`` 507 if there is no space left; `SystemError` if the file can't be written for another
  ///   reason.
  public func append(_ bytes: [UInt8]) throws {
    precondition(!isCommitted.load(ordering: .acquiring), "a draft that has been committed is not written to")
    try HTTPError.tellingNoSpace { try file.append(bytes) }
  }

  /// Puts the file in place, replacing an existing version, if the preconditions still hold.
  ///
  /// If several drafts are committed under one name at once, by this or other processes, each is checked against the
  /// result of the one before: of two with `If-None-Match: *`, one fails. The method returns when the file is on the
  /// disk.
  ///
  /// - Returns: the entity tag of the new version, for the response's `ETag` field.
  /// - Throws: ``HTTPError`` 412 if a precondition no longer holds, 409 if there is a folder of that name, and 507 if
  ///   there is no space left; `SystemError` if the file can't be put in place for another reason. The existing version
  ///   then remains.
  @discardableResult
  public func commit() throws -> EntityTag {
    let isFirst = !isCommitted.exchange(true, ordering: .acquiringAndReleasing)
    precondition(isFirst, "a draft is committed once")
    return try HTTPError.tellingNoSpace {
      try file.sync()
      let version = try folder.withLock {
        let current = try folder.version(of: name)
        try preconditions?.check(current?.resourceVersion)
        do throws(SystemError) {
          return try file.put(under: name, after: current)
        } catch {
          guard error.number == EISDIR else { throw error }
          throw HTTPError(.conflict, detail: "There is a folder of that name.")
        }
      }
      try folder.sync()
      return version.entityTag
    }
  }
}

extension HTTPError {
  /// Calls a closure and converts an error of missing disk space into one for the client.
  ///
  /// - Throws: ``HTTPError`` 507 (RFC 4918, section 11.5) for a `SystemError` of missing space; any other error of the
  ///   closure.
  static func tellingNoSpace<Value>(_ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch let error as SystemError where [ENOSPC, EDQUOT, EFBIG].contains(error.number) {
      RequestContext.current?.logger.error(
        "There is no space left to store a file.", metadata: ["error": "\(error)"])
      throw HTTPError(
        HTTPResponse.Status(code: 507, reasonPhrase: "Insufficient Storage"),
        detail: "There is no space left to store it.")
    }
  }
}
