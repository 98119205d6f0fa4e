import HTTPTypes

/// The conditions of a request for a file: those of every request, and `If-Range`.
struct FilePreconditions {
  /// What is to be done, by the order of RFC 9110, section 13.2.2.
  enum Outcome: Equatable {
    /// The file is sent, or the part of it that `Range` asks for.
    case proceed(honouringRange: Bool)
    /// The client has it already: 304.
    case notModified
    /// The client's idea of it is out of date: 412.
    case failed
  }

  private let preconditions: Preconditions
  private let ifRange: String?

  /// Reads the header fields of GET or HEAD.
  init(_ headers: HTTPFields) {
    preconditions = Preconditions(headers, method: .get)
    ifRange = headers[.ifRange]
  }

  /// What is to be done about GET or HEAD for a version of the file.
  func outcome(tag: EntityTag, lastModified: HTTPDate) -> Outcome {
    switch preconditions.outcome(for: ResourceVersion(tag: tag, modified: lastModified)) {
    case .failed: .failed
    case .notModified: .notModified
    case .proceed: .proceed(honouringRange: isRangeValid(tag, lastModified))
    }
  }

  /// Section 13.1.5: a part is only of use to who has the rest of the very same version.
  private func isRangeValid(_ tag: EntityTag, _ lastModified: HTTPDate) -> Bool {
    guard let ifRange else { return true }
    if let expected = EntityTag(fieldValue: ifRange) { return expected.matchesStrongly(tag) }
    // Section 8.8.2.2: a date is a strong validator only when its second is over.
    return HTTPDate(ifRange) == lastModified && lastModified < .now
  }
}
