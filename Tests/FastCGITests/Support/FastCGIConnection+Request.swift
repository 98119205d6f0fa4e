import AfterglowTesting

extension FastCGIConnection {
  /// Connects and sends a request in one piece: without a body, or up to where its body begins.
  static func requesting(
    _ address: ServerAddress, uri: String = "/", endOfStdin: Bool = true
  ) async throws -> FastCGIConnection {
    let connection = try await connect(to: address)
    let records =
      [Record.beginRequest(requestID: 1, role: .responder, keepConnection: false)]
      + Record.stream(
        .params, requestID: 1, content: NameValuePair(name: "REQUEST_URI", value: uri).encoded)
      + [Record(type: .params, requestID: 1)] + (endOfStdin ? [Record(type: .stdin, requestID: 1)] : [])
    try await connection.send(bytes: records.flatMap(\.encoded))
    return connection
  }
}
