import HTTPTypes

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The version of a resource that is there now, to check a request's ``Preconditions`` against.
public struct ResourceVersion: Hashable, Sendable {
  /// The entity tag.
  ///
  /// Give it a strong one that changes with every change: the number of a version in a database.
  public let tag: EntityTag?

  let lastModified: HTTPDate?

  /// Creates a version.
  ///
  /// - Parameters:
  ///   - tag: The entity tag; `nil` if the resource has none.
  ///   - lastModified: The time of the last change, which HTTP knows to the second; unknown by default.
  public init(tag: EntityTag?, lastModified: Date? = nil) {
    self.init(
      tag: tag,
      modified: lastModified.map { HTTPDate(secondsSince1970: Int($0.timeIntervalSince1970.rounded(.down))) })
  }

  init(tag: EntityTag?, modified: HTTPDate?) {
    self.tag = tag
    lastModified = modified
  }
}

/// The conditions under which a client wants its request carried out (RFC 9110, section 13): `If-Match`,
/// `If-None-Match`, `If-Modified-Since` and `If-Unmodified-Since`.
///
/// A client that read a version, and changes it, says `If-Match: "v7"`, so that it never overwrites what somebody else
/// wrote in between. `If-None-Match: *` creates, and never overwrites. A handler that changes something checks them:
///
///     app.put("/notes/{id}") { (id: Int, note: Note, request: Request) in
///       try await database.write { database in
///         let current = try database.version(ofNote: id)   // nil if there is no such note
///         try request.preconditions.check(current.map { ResourceVersion(tag: EntityTag(opaque: "\($0)")) })
///         try database.save(note, id)
///       }
///     }
///
/// Check and change in one transaction or under one lock, as here: of two requests with the same condition one must
/// fail. ``FileFolder/draft(named:if:)`` does so for files, and ``FileResponse`` has them for downloads.
public struct Preconditions: Sendable {
  /// What the conditions come to.
  public enum Outcome: Sendable {
    /// The request is carried out.
    case proceed
    /// The client has this version: the answer to GET or HEAD is 304.
    case notModified
    /// The client's version is out of date: the answer is 412.
    case failed
  }

  private let isRead: Bool
  private let ifMatch: EntityTag.List?
  private let ifNoneMatch: EntityTag.List?
  private let ifModifiedSince: HTTPDate?
  private let ifUnmodifiedSince: HTTPDate?

  /// Reads the conditions of a request; a date that is none is ignored (sections 13.1.3 and 13.1.4).
  ///
  /// - Parameters:
  ///   - headers: The request's header fields.
  ///   - method: The request's method.
  public init(_ headers: HTTPFields, method: HTTPRequest.Method) {
    isRead = method == .get || method == .head
    ifMatch = headers[.ifMatch].map(EntityTag.List.init)
    ifNoneMatch = headers[.ifNoneMatch].map(EntityTag.List.init)
    ifModifiedSince = headers[.ifModifiedSince].flatMap(HTTPDate.init)
    ifUnmodifiedSince = headers[.ifUnmodifiedSince].flatMap(HTTPDate.init)
  }

  /// Whether the request says which version it changes, or that there must be none.
  public var nameAVersion: Bool { ifMatch != nil || ifNoneMatch != nil || ifUnmodifiedSince != nil }

  /// What the conditions come to, in the order of section 13.2.2.
  ///
  /// - Parameter current: The version that is there; `nil` if there is none.
  /// - Returns: What is to be done.
  public func outcome(for current: ResourceVersion?) -> Outcome {
    if let ifMatch {
      // Section 13.1.1: "*" asks that there be a version.
      guard let current, ifMatch.contains(current.tag, by: EntityTag.matchesStrongly) else { return .failed }
    } else if let ifUnmodifiedSince, let modified = current?.lastModified, modified > ifUnmodifiedSince {
      return .failed
    }
    if let ifNoneMatch {
      guard let current, ifNoneMatch.contains(current.tag, by: EntityTag.matchesWeakly) else {
        return .proceed
      }
      return isRead ? .notModified : .failed
    }
    // Section 13.1.3: of no meaning with other methods.
    if isRead, let ifModifiedSince, let modified = current?.lastModified, modified <= ifModifiedSince {
      return .notModified
    }
    return .proceed
  }

  /// Refuses a change whose conditions don't hold.
  ///
  /// - Parameters:
  ///   - current: The version that is there; `nil` if there is none.
  ///   - required: Whether a request that names no version is refused, so that no client overwrites by neglect;
  ///     it isn't by default.
  /// - Throws: ``HTTPError`` 412 if a condition doesn't hold; 400 if a list of tags is malformed, since carrying out the
  ///   request would pass over a condition; 428 if one is required (RFC 6585, section 3).
  public func check(_ current: ResourceVersion?, required: Bool = false) throws(HTTPError) {
    if required, !nameAVersion {
      throw HTTPError(
        .preconditionRequired,
        detail: "Say which version this changes: If-Match with its ETag, or If-None-Match: * to create it.")
    }
    for (name, list) in [("If-Match", ifMatch), ("If-None-Match", ifNoneMatch)]
    where list?.isMalformed == true {
      throw HTTPError(.badRequest, detail: "\(name) is neither * nor a list of entity tags in quotes.")
    }
    guard outcome(for: current) == .failed else { return }
    throw current == nil
      ? HTTPError(.preconditionFailed, detail: "There is no version that could be meant.") : .anotherVersion
  }
}

extension HTTPError {
  static let anotherVersion = HTTPError(
    .preconditionFailed, detail: "The version that is there is not the one that was meant.")
}
