@testable import AfterglowContent

/// What the parser makes of a body that comes in pieces.
struct ParsedForm: Equatable {
  private(set) var heads: [MultipartPartHead] = []
  private(set) var contents: [[UInt8]] = []
  private(set) var endedCount = 0

  /// Parses a body, whose next piece is of the size that is told for so many bytes left.
  ///
  /// - Throws: `MultipartError`.
  init(
    _ body: [UInt8], boundary: String = "b", limits: MultipartLimits = MultipartLimits(),
    inPiecesOf nextSize: (Int) -> Int
  ) throws(MultipartError) {
    var parser = MultipartParser(boundary: try Self.boundary(boundary), limits: limits)
    var rest = body[...]
    while !rest.isEmpty {
      let piece = rest.prefix(max(1, nextSize(rest.count)))
      rest = rest.dropFirst(piece.count)
      for event in try parser.parse(Array(piece)) { take(event) }
    }
    try parser.finish()
  }

  static func boundary(_ text: String) throws(MultipartError) -> MultipartBoundary {
    try MultipartBoundary(contentType: "multipart/form-data; boundary=\"\(text)\"")
  }

  /// `name(filename):content`.
  var summary: [String] {
    zip(heads, contents).map { head, content in
      head.name + (head.filename.map { "(\($0))" } ?? "") + ":" + String(decoding: content, as: UTF8.self)
    }
  }

  private mutating func take(_ event: MultipartParser.Event) {
    switch event {
    case .partBegan(let head):
      heads.append(head)
      contents.append([])
    case .content(let bytes): contents[contents.count - 1] += bytes
    case .partEnded: endedCount += 1
    }
  }
}
