/// What of a file is sent, piece by piece.
struct FileBody: Sendable {
  enum Selection: Sendable {
    case whole
    case part(Range<Int>)
    case parts(MultipartByteRanges)
  }

  let file: OpenFile
  /// For the log.
  let path: String
  let content: Selection

  /// The most that is in memory at once, in bytes: the content of one FastCGI record, so that a piece is one write.
  static let pieceSize = 65_528

  /// How many bytes it has.
  var length: Int {
    switch content {
    case .whole: file.size
    case .part(let part): part.count
    case .parts(let parts): parts.bodyLength
    }
  }

  /// Sends it.
  ///
  /// - Throws: ``FileShrunkError`` if the file has become shorter; the response breaks off then, for its length has
  ///   been promised. What else reading and writing throw, and `CancellationError`.
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
      // Nothing here suspends, and a long file should not outlast the grace of a shutdown.
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
