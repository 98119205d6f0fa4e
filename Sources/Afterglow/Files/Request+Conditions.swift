import HTTPTypes

extension Request {
  /// The conditions under which the client wants the request carried out, for a handler that changes something.
  public var preconditions: Preconditions { Preconditions(headers, method: method) }

  /// Refuses a body that is not the whole new version as it is to be stored.
  ///
  /// For a handler that stores the bytes it is sent. It ignores `Range` and `If-Range`, which have a meaning with GET only
  /// (RFC 9110, sections 14.2 and 13.1.5).
  ///
  /// - Throws: ``HTTPError`` 400 for a part of a version (`Content-Range` with PUT), which would replace the whole; 415
  ///   for a body that is compressed or encoded otherwise (`Content-Encoding`); 417 for an expectation other than
  ///   `100-continue`, which is for the web server to meet.
  public func requireWholeContent() throws(HTTPError) {
    // Section 14.5. Section 14.4 has the field ignored where another method brings it.
    if method == .put, headers[.contentRange] != nil {
      throw HTTPError(.badRequest, detail: "A part can't be stored: send the whole, without Content-Range.")
    }
    // Section 12.5.3: the answer says what would be accepted.
    if let coding = tokens(of: .contentEncoding).first(where: { $0 != "identity" }) {
      throw HTTPError(
        .unsupportedMediaType,
        detail: "The content coding \(coding.debugDescription) is not undone here: send the content without.",
        headers: [.acceptEncoding: "identity"])
    }
    // Section 10.1.1.
    if let expectation = tokens(of: .expect).first(where: { $0 != "100-continue" }) {
      throw HTTPError(
        .expectationFailed, detail: "The expectation \(expectation.debugDescription) can't be met.")
    }
  }

  /// The elements of a field that is a list of tokens, in lower case.
  private func tokens(of name: HTTPField.Name) -> [String] {
    (headers[name] ?? "").utf8.split(separator: UInt8(ascii: ","))
      .map { Substring($0).lowercased().filter { $0 != " " && $0 != "\t" } }
      .filter { !$0.isEmpty }
  }
}
