import FastCGI

/// A single request to a running application that shows whether it answers.
struct HealthCheck: Sendable {
  let address: ListenAddress
  /// The path, with a query if there is one.
  var target = "/"
  /// The time that the whole check may take, from connecting to the end of the answer.
  var timeout: Duration = .seconds(5)

  init(address: ListenAddress) {
    self.address = address
  }

  /// Sends the request and waits for the whole answer, blocking the thread.
  ///
  /// - Returns: the answer's status.
  /// - Throws: ``HealthCheckFailure`` if there is no whole answer, or if its status is 500 or more.
  func run() throws(HealthCheckFailure) -> Int {
    do {
      return try status(of: answer(until: Deadline(within: timeout)))
    } catch let failure as HealthCheckFailure {
      throw failure
    } catch let error as ConnectionError where error.reason == .timedOut {
      throw failure("there is no whole answer within \(timeout); every worker may be busy")
    } catch let error as ConnectionError {
      throw failure("expected \(error.expected), got \(error.received)")
    } catch {
      throw failure("\(error)")
    }
  }

  /// The maximum number of bytes that are kept of an answer: the head, and as much of the body as fits.
  private static let longestBeginning = 64 << 10

  private func answer(until deadline: Deadline) throws -> ClientResponse {
    let connection = try ClientConnection.open(to: address, until: deadline)
    try connection.send(ClientRequest(params: params).withoutBody, until: deadline)
    var response = ClientResponse(limit: Self.longestBeginning)
    while !response.isComplete {
      let arrival = try connection.receive(expecting: "the whole answer from \(address)", until: deadline)
      guard case .bytes(let bytes) = arrival else { break }
      try response.append(bytes)
    }
    return response
  }

  /// The params that a web server would send with such a request (RFC 3875, section 4.1).
  var params: [(String, String)] {
    let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    return [
      ("GATEWAY_INTERFACE", "CGI/1.1"), ("SERVER_SOFTWARE", "afterglow-check"),
      ("SERVER_PROTOCOL", "HTTP/1.1"),
      ("SERVER_NAME", "localhost"), ("SERVER_PORT", "80"), ("REMOTE_ADDR", "127.0.0.1"),
      ("REQUEST_METHOD", "GET"), ("REQUEST_URI", target), ("SCRIPT_NAME", ""),
      ("PATH_INFO", String(parts[0])),
      ("QUERY_STRING", parts.count > 1 ? String(parts[1]) : ""),
      ("HTTP_HOST", "localhost"), ("HTTP_USER_AGENT", "afterglow-check"),
    ]
  }

  /// Returns the status of an answer.
  ///
  /// - Throws: ``HealthCheckFailure`` if the answer is incomplete, if its FastCGI protocol status says that the request
  ///   was refused, or if its HTTP status is 500 or more.
  func status(of response: ClientResponse) throws(HealthCheckFailure) -> Int {
    guard let protocolStatus = response.protocolStatus else {
      throw failure("the connection was closed before the end of the answer")
    }
    // FastCGI specification, section 5.5.
    guard protocolStatus == .requestComplete else {
      throw failure("the request was refused, with protocol status \(protocolStatus.rawValue)")
    }
    guard let status = Self.status(ofHeadOf: response.stdout) else {
      throw failure("the answer has no status that can be understood")
    }
    guard status < 500 else { throw failure("the answer's status is \(status)") }
    return status
  }

  /// Returns the number in the `Status` field; 200 if there is no such field (RFC 3875, section 6.3.3).
  private static func status(ofHeadOf response: [UInt8]) -> Int? {
    let lines = response.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map {
      String(decoding: $0.last == UInt8(ascii: "\r") ? $0.dropLast() : $0, as: UTF8.self)
    }
    let head = lines.prefix { !$0.isEmpty }
    // The text after the last line break isn't a line: the empty line that ends the head has its own line break.
    guard !head.isEmpty, head.count < lines.count - 1 else { return nil }
    guard let field = head.first(where: { $0.lowercased().hasPrefix("status:") }) else { return 200 }
    return Int(field.dropFirst("status:".count).drop { $0 == " " }.prefix { $0 != " " })
  }

  private func failure(_ reason: String) -> HealthCheckFailure {
    HealthCheckFailure(check: name, reason: reason)
  }

  /// The request and the address, for messages.
  var name: String { "GET \(target) at \(address)" }
}

/// The error of an application that gives no answer or an unhealthy one.
struct HealthCheckFailure: Error, Equatable, CustomStringConvertible {
  let check: String
  let reason: String

  /// One line with the check and the reason.
  var description: String { "\(check): \(reason)." }
}
