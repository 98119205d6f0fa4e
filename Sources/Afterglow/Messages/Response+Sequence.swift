import HTTPTypes

extension Response {
  /// A body whose pieces come from an asynchronous sequence; each is on its way to the client before the next is asked
  /// for.
  ///
  /// - Parameters:
  ///   - pieces: the pieces. If the sequence throws, the client sees the response break off.
  ///   - contentType: the body's media type.
  ///   - status: the status; by default that of the handler's method.
  ///   - background: what runs after the last piece; see ``stream(contentType:status:headers:background:_:)``.
  /// - Returns: the response.
  public static func stream<Pieces: AsyncSequence & Sendable>(
    _ pieces: Pieces, contentType: String = "application/octet-stream", status: HTTPResponse.Status? = nil,
    background: (any BackgroundWork)? = nil
  ) -> Response where Pieces.Element == [UInt8] {
    stream(contentType: contentType, status: status, background: background) { writer in
      for try await piece in pieces { try writer.write(piece) }
    }
  }

  /// A text in UTF-8 whose pieces come from an asynchronous sequence.
  ///
  /// As the one of bytes, with `text/plain` by default.
  public static func stream<Pieces: AsyncSequence & Sendable>(
    _ pieces: Pieces, contentType: String = "text/plain; charset=utf-8", status: HTTPResponse.Status? = nil,
    background: (any BackgroundWork)? = nil
  ) -> Response where Pieces.Element == String {
    stream(contentType: contentType, status: status, background: background) { writer in
      for try await piece in pieces { try writer.write(piece) }
    }
  }
}
