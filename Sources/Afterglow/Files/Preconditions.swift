import HTTPTypes

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The current version of a resource, to check a request's ``Preconditions`` against.
public struct ResourceVersion: Hashable, Sendable {
  /// The entity tag.
  ///
  /// Use a strong tag that changes with every change, such as a version number from a database.
  public let tag: EntityTag?

  let lastModified: HTTPDate?

  /// Creates a version.
  ///
  /// - Parameters:
  ///   - tag: the entity tag; `nil` if the resource has none.
  ///   - lastModified: the time of the last change, rounded down to the second; `nil` by default, for an unknown time.
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
/// To change the version that it has read, a client sends `If-Match: "v7"`, and so never overwrites somebody else's
/// change. `If-None-Match: *` creates a resource and never overwrites one. Handlers that change something check the
/// conditions:
///
///     app.put("/notes/{id}") { (id: Int, note: Note, request: Request) in
///       try await database.write { database in
///         let current = try database.version(ofNote: id)   // nil if there is no such note
///         try request.preconditions.check(current.map { ResourceVersion(tag: EntityTag(opaque: "\($0)")) })
///         try database.save(note, id)
///       }
///     }
///
/// Check and change in one transaction or under one lock, as here: of two requests with the same condition, one must
/// fail. ``FileFolder/draft(named:if:)`` does this for files. ``FileResponse`` checks the conditions of downloads
/// itself.
public struct Preconditions: Sendable {
  /// The result of the conditions.
  public enum Outcome: Sendable {
    /// The request is carried out.
    case proceed
    /// The client already has this version: GET and HEAD are answered with 304.
    case notModified
    /// The client's version is out of date: the request is answered with 412.
    case failed
  }

  private let isRead: Bool
  private let ifMatch: EntityTag.List?
  private let ifNoneMatch: EntityTag.List?
  private let ifModifiedSince: HTTPDate?
  private let ifUnmodifiedSince: HTTPDate?

  /// Reads the conditions of a request.
  ///
  /// Invalid dates are ignored (RFC 9110, sections 13.1.3 and 13.1.4).
  ///
  /// - Parameters:
  ///   - headers: the request's header fields.
  ///   - method: the request's method.
  public init(_ headers: HTTPFields, method: HTTPRequest.Method) {
    isRead = method == .get || method == .head
    ifMatch = headers[.ifMatch].map(EntityTag.List.init)
    ifNoneMatch = headers[.ifNoneMatch].map(EntityTag.List.init)
    ifModifiedSince = headers[.ifModifiedSince].flatMap(HTTPDate.init)
    ifUnmodifiedSince = headers[.ifUnmodifiedSince].flatMap(HTTPDate.init)
  }

  /// Whether the request names the version that it changes, or demands that there be none.
  public var nameAVersion: Bool { ifMatch != nil || ifNoneMatch != nil || ifUnmodifiedSince != nil }

  /// Evaluates the conditions, in the order of RFC 9110, section 13.2.2.
  ///
  /// - Parameter current: the current version; `nil` if there is none.
  /// - Returns: the result of the conditions.
  public func outcome(for current: ResourceVersion?) -> Outcome {
    if let ifMatch {
      // RFC 9110, section 13.1.1: "*" demands that there be a version.
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
    // RFC 9110, section 13.1.3: the field applies to GET and HEAD only.
    if isRead, let ifModifiedSince, let modified = current?.lastModified, modified <= ifModifiedSince {
      return .notModified
    }
    return .proceed
  }

  /// Checks the conditions before a change, and throws if they don't hold.
  ///
  /// - Parameters:
  ///   - current: the current version; `nil` if there is none.
  ///   - required: whether a request that names no version is refused, so that no client overwrites by neglect; `false`
  ///     by default.
  /// - Throws: ``HTTPError`` 412 if a condition doesn't hold; 400 if a list of tags is malformed, because the condition
  ///   can't be evaluated; 428 if a condition is required but missing (RFC 6585, section 3).
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
