/// The encoded records of a request, as a web server sends them.
package struct ClientRequest: Sendable {
  /// The records before the body, from `FCGI_BEGIN_REQUEST` to the empty `FCGI_PARAMS`.
  package let head: [UInt8]

  /// The whole request if it has no body: the head and the empty `FCGI_STDIN`.
  package var withoutBody: [UInt8] { head + Record(type: .stdin, requestID: requestID).encoded }

  private let requestID: UInt16

  /// Creates a request with these params.
  ///
  /// - Parameters:
  ///   - params: the names and values (RFC 3875, section 4.1), in the order in which they are sent.
  ///   - requestID: the id of the request; 1 by default, as nginx does it.
  ///   - keepConnection: whether to ask the application to keep the connection open; `false` by default.
  package init(params: [(String, String)], requestID: UInt16 = 1, keepConnection: Bool = false) {
    self.requestID = requestID
    let content = params.flatMap { NameValuePair(name: $0.0, value: $0.1).encoded }
    let records =
      [.beginRequest(requestID: requestID, role: .responder, keepConnection: keepConnection)]
      + Record.stream(.params, requestID: requestID, content: content)
      + [Record(type: .params, requestID: requestID)]
    head = records.flatMap(\.encoded)
  }
}
