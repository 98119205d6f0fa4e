import HTTPTypes

extension Request {
  /// The conditions that the client sets for the request, for handlers that change something.
  public var preconditions: Preconditions { Preconditions(headers, method: method) }

  /// Checks that the body is a complete version in its stored form, and throws otherwise.
  ///
  /// Call it in handlers that store the received bytes. `Range` and `If-Range` are ignored, because they apply to GET
  /// only (RFC 9110, sections 14.2 and 13.1.5).
  ///
  /// - Throws: ``HTTPError`` 400 for a part of a version (`Content-Range` with PUT), which would replace the whole; 415
  ///   for a compressed or otherwise encoded body (`Content-Encoding`); 417 for an expectation other than
  ///   `100-continue`, which the web server meets.
  public func requireWholeContent() throws(HTTPError) {
    // RFC 9110, section 14.5. By section 14.4, other methods ignore the field.
    if method == .put, headers[.contentRange] != nil {
      throw HTTPError(.badRequest, detail: "A part can't be stored: send the whole, without Content-Range.")
    }
    // RFC 9110, section 12.5.3: the response names the accepted coding.
    if let coding = tokens(of: .contentEncoding).first(where: { $0 != "identity" }) {
      throw HTTPError(
        .unsupportedMediaType,
        detail: "The content coding \(coding.debugDescription) is not undone here: send the content without.",
        headers: [.acceptEncoding: "identity"])
    }
    // RFC 9110, section 10.1.1.
    if let expectation = tokens(of: .expect).first(where: { $0 != "100-continue" }) {
      throw HTTPError(
        .expectationFailed, detail: "The expectation \(expectation.debugDescription) can't be met.")
    }
  }

  /// Returns the elements of a field that is a list of tokens, in lower case.
  private func tokens(of name: HTTPField.Name) -> [String] {
    (headers[name] ?? "").utf8.split(separator: UInt8(ascii: ","))
      .map { Substring($0).lowercased().filter { $0 != " " && $0 != "\t" } }
      .filter { !$0.isEmpty }
  }
}
