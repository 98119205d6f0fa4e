import HTTPTypes

extension Response {
  /// Returns a response whose body comes from an asynchronous sequence of bytes.
  ///
  /// Each piece is sent before the next is requested.
  ///
  /// - Parameters:
  ///   - pieces: the pieces of the body. If the sequence throws, the response breaks off.
  ///   - contentType: the body's media type; `application/octet-stream` by default.
  ///   - status: the status; the default of the handler's method by default.
  ///   - background: the tasks to run after the last piece; see ``stream(contentType:status:headers:background:_:)``.
  /// - Returns: the response.
  public static func stream<Pieces: AsyncSequence & Sendable>(
    _ pieces: Pieces, contentType: String = "application/octet-stream", status: HTTPResponse.Status? = nil,
    background: (any BackgroundWork)? = nil
  ) -> Response where Pieces.Element == [UInt8] {
    stream(contentType: contentType, status: status, background: background) { writer in
      for try await piece in pieces { try writer.write(piece) }
    }
  }

  /// Returns a response whose body comes from an asynchronous sequence of texts, sent in UTF-8.
  ///
  /// The parameters are the same as for a sequence of bytes; the content type is `text/plain` by default.
  public static func stream<Pieces: AsyncSequence & Sendable>(
    _ pieces: Pieces, contentType: String = "text/plain; charset=utf-8", status: HTTPResponse.Status? = nil,
    background: (any BackgroundWork)? = nil
  ) -> Response where Pieces.Element == String {
    stream(contentType: contentType, status: status, background: background) { writer in
      for try await piece in pieces { try writer.write(piece) }
    }
  }
}
