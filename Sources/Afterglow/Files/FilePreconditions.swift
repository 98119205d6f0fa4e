import HTTPTypes

/// What a request makes its answer depend on (RFC 9110, section 13).
struct FilePreconditions {
  /// What is to be done, by the order of section 13.2.2.
  enum Outcome: Equatable {
    /// The file is sent, or the part of it that `Range` asks for.
    case proceed(honouringRange: Bool)
    /// The client has it already: 304.
    case notModified
    /// The client's idea of it is out of date: 412.
    case failed
  }

  private let ifMatch: EntityTag.List?
  private let ifNoneMatch: EntityTag.List?
  private let ifModifiedSince: HTTPDate?
  private let ifUnmodifiedSince: HTTPDate?
  private let ifRange: String?

  /// Reads a request's header fields; a date that is none is passed over (sections 13.1.3 and 13.1.4).
  init(_ headers: HTTPFields) {
    ifMatch = headers[.ifMatch].map(EntityTag.List.init)
    ifNoneMatch = headers[.ifNoneMatch].map(EntityTag.List.init)
    ifModifiedSince = headers[.ifModifiedSince].flatMap(HTTPDate.init)
    ifUnmodifiedSince = headers[.ifUnmodifiedSince].flatMap(HTTPDate.init)
    ifRange = headers[.ifRange]
  }

  /// What is to be done about GET or HEAD for a version of the file.
  func outcome(tag: EntityTag, lastModified: HTTPDate) -> Outcome {
    if let ifMatch {
      guard ifMatch.contains(tag, by: EntityTag.matchesStrongly) else { return .failed }
    } else if let ifUnmodifiedSince, lastModified > ifUnmodifiedSince {
      return .failed
    }
    if let ifNoneMatch {
      if ifNoneMatch.contains(tag, by: EntityTag.matchesWeakly) { return .notModified }
    } else if let ifModifiedSince, lastModified <= ifModifiedSince {
      return .notModified
    }
    return .proceed(honouringRange: isRangeValid(tag, lastModified))
  }

  /// Section 13.1.5: a part is only of use to who has the rest of the very same version.
  private func isRangeValid(_ tag: EntityTag, _ lastModified: HTTPDate) -> Bool {
    guard let ifRange else { return true }
    if let expected = EntityTag(fieldValue: ifRange) { return expected.matchesStrongly(tag) }
    // Section 8.8.2.2: a date is a strong validator only when its second is over.
    return HTTPDate(ifRange) == lastModified && lastModified < .now
  }
}

extension EntityTag.List {
  fileprivate func contains(_ tag: EntityTag, by matches: (EntityTag) -> (EntityTag) -> Bool) -> Bool {
    switch self {
    case .any: true
    case .tags(let tags): tags.contains { matches($0)(tag) }
    }
  }
}
