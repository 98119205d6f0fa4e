import FastCGI
import HTTPTypes
import Logging
import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// A file that a client sends, until it is whole and takes its place in a ``FileFolder``.
///
///     app.put("/files/{name}") { (name: String, body: BodyStream, request: Request) in
///       try request.requireWholeContent()
///       let draft = try files.draft(named: name, if: request.preconditions)
///       while let chunk = try body.nextChunk() { try draft.append(chunk) }
///       return Response(status: .noContent, headers: [.eTag: "\(try draft.commit())"])
///     }
///
/// Nobody sees the file before ``commit()``, and there is nothing to clean up when the handler throws or the process dies.
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

  /// Writes bytes at the end.
  ///
  /// - Throws: ``HTTPError`` 507 if there is no space left; `SystemError` if the file can't be written for another reason.
  public func append(_ bytes: [UInt8]) throws {
    precondition(!isCommitted.load(ordering: .acquiring), "a draft that has been committed is not written to")
    try HTTPError.tellingNoSpace { try file.append(bytes) }
  }

  /// Puts the file in the place of the one that is there, if the conditions still hold.
  ///
  /// Of several that are committed at once under one name, here or by other processes, each sees what the one before has
  /// left: of two with `If-None-Match: *` one fails. It waits until the disk has the file.
  ///
  /// - Returns: The entity tag of the new version, which the response may carry as its `ETag`.
  /// - Throws: ``HTTPError`` 412 if the file has changed meanwhile, 409 if there is a folder of that name, 507 if there is no
  ///   space left; `SystemError` if the file can't be put there for another reason. The file that was there stays then.
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
  /// Calls a closure, and tells the client when there is no space left to store what it sends.
  ///
  /// - Throws: ``HTTPError`` 507 (RFC 4918, section 11.5) in the place of a `SystemError` of that kind; what else the closure
  ///   throws.
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
