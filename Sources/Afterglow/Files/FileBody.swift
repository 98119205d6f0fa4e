/// The content of a file to send, piece by piece.
struct FileBody: Sendable {
  enum Selection: Sendable {
    case whole
    case part(Range<Int>)
    case parts(MultipartByteRanges)
  }

  let file: OpenFile
  /// The path for the log.
  let path: String
  let content: Selection

  /// The size of a piece in bytes, and thus the most in memory at once.
  ///
  /// It fills one FastCGI record, so that each piece is one write.
  static let pieceSize = 65_528

  /// The length of the body in bytes.
  var length: Int {
    switch content {
    case .whole: file.size
    case .part(let part): part.count
    case .parts(let parts): parts.bodyLength
    }
  }

  /// Sends the content.
  ///
  /// - Throws: ``FileShrunkError`` if the file has become shorter, in which case the response breaks off;
  ///   `CancellationError` if the task is cancelled; an error of reading or writing.
  @Sendable func send(to writer: ResponseBodyWriter) throws {
    switch content {
    case .whole: try send(0..<file.size, to: writer)
    case .part(let part): try send(part, to: writer)
    case .parts(let parts):
      for part in parts.parts {
        try writer.write(parts.head(of: part))
        try send(part, to: writer)
      }
      try writer.write(parts.end)
    }
  }

  private func send(_ part: Range<Int>, to writer: ResponseBodyWriter) throws {
    var position = part.lowerBound
    while position < part.upperBound {
      // Nothing here suspends, and a long file should not exceed the graceful time-out of a shutdown.
      try Task.checkCancellation()
      let piece = try file.read(at: position, upTo: min(Self.pieceSize, part.upperBound - position))
      guard !piece.isEmpty else {
        throw FileShrunkError(path: path, promised: part.count, sent: position - part.lowerBound)
      }
      try writer.write(piece)
      position += piece.count
    }
  }
}
