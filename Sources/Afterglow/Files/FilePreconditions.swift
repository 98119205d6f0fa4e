import HTTPTypes

/// The conditions of a request for a file: ``Preconditions`` and `If-Range`.
struct FilePreconditions {
  /// The result of the conditions, in the order of RFC 9110, section 13.2.2.
  enum Outcome: Equatable {
    /// The file is sent, or the part that `Range` requests.
    case proceed(honouringRange: Bool)
    /// The client already has this version: 304.
    case notModified
    /// The client's version is out of date: 412.
    case failed
  }

  private let preconditions: Preconditions
  private let ifRange: String?

  /// Reads the header fields of a GET or HEAD request.
  init(_ headers: HTTPFields) {
    preconditions = Preconditions(headers, method: .get)
    ifRange = headers[.ifRange]
  }

  /// Evaluates the conditions for a version of the file.
  func outcome(tag: EntityTag, lastModified: HTTPDate) -> Outcome {
    switch preconditions.outcome(for: ResourceVersion(tag: tag, modified: lastModified)) {
    case .failed: .failed
    case .notModified: .notModified
    case .proceed: .proceed(honouringRange: isRangeValid(tag, lastModified))
    }
  }

  /// Whether a part may be sent (RFC 9110, section 13.1.5): it is useful only to a client with the same version.
  private func isRangeValid(_ tag: EntityTag, _ lastModified: HTTPDate) -> Bool {
    guard let ifRange else { return true }
    if let expected = EntityTag(fieldValue: ifRange) { return expected.matchesStrongly(tag) }
    // RFC 9110, section 8.8.2.2: a date is a strong validator only once its second has passed.
    return HTTPDate(ifRange) == lastModified && lastModified < .now
  }
}
