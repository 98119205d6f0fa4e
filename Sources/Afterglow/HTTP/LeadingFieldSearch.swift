/// Looks for a field of a multipart form that comes before the form's files.
///
/// A value that does no input: it is given the beginning of the body piece by piece.
struct LeadingFieldSearch {
  enum Outcome: Equatable {
    case found(String)
    /// A file came first, or the field is larger than a token.
    case notInFront
  }

  /// The most bytes that the field's value may have.
  static let maxValueSize = 4 << 10

  private let name: String
  private var parser: MultipartParser
  /// What has come of the field, while it comes.
  private var value: [UInt8]?

  init(name: String, boundary: MultipartBoundary) {
    self.name = name
    parser = MultipartParser(boundary: boundary, limits: MultipartLimits())
  }

  /// Looks at the next piece of the body.
  ///
  /// - Returns: the outcome, or `nil` if that takes more of the body.
  /// - Throws: `MultipartError` for a form that nobody could read.
  mutating func look(at bytes: [UInt8]) throws(MultipartError) -> Outcome? {
    for event in try parser.parse(bytes) {
      switch event {
      case .partBegan(let head):
        if head.filename != nil { return .notInFront }
        value = head.name == name ? [] : nil
      case .content(let bytes):
        guard let size = value?.count, size + bytes.count <= Self.maxValueSize else {
          if value == nil { continue }
          return .notInFront
        }
        value?.append(contentsOf: bytes)
      case .partEnded:
        if let value { return .found(String(decoding: value, as: UTF8.self)) }
      }
    }
    return nil
  }
}
