/// A search for a field of a multipart form before the form's files.
///
/// The search reads nothing itself: it is given the beginning of the body piece by piece.
struct LeadingFieldSearch {
  enum Outcome: Equatable {
    case found(String)
    /// A file comes first, or the field's value is longer than ``maxValueSize``.
    case notInFront
  }

  /// The maximum size of the field's value in bytes: 4 KiB.
  static let maxValueSize = 4 << 10

  private let name: String
  private var parser: MultipartParser
  /// The part of the field's value received so far; `nil` outside of the field.
  private var value: [UInt8]?

  init(name: String, boundary: MultipartBoundary) {
    self.name = name
    parser = MultipartParser(boundary: boundary, limits: MultipartLimits())
  }

  /// Examines the next piece of the body.
  ///
  /// - Returns: the outcome; `nil` if more of the body is needed.
  /// - Throws: `MultipartError` if the form is malformed or over a default limit.
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
