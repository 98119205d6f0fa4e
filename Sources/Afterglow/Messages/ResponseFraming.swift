import HTTPTypes

/// The parts of a response that are sent: the header fields with the length of the body, and the body where one is
/// allowed (RFC 9110, sections 6.4.1 and 8.6).
///
/// The result depends on the response and the method alone, behind a web server as in tests in process.
struct ResponseFraming {
  /// The body that is sent.
  enum Payload {
    case none
    case bytes([UInt8])
    case stream(@Sendable (ResponseBodyWriter) async throws -> Void)
  }

  let status: HTTPResponse.Status
  let headers: HTTPFields
  let content: Payload

  init(_ response: Response, to method: HTTPRequest.Method) {
    let status = response.status ?? .ok
    self.status = status
    let mayHaveLength = Self.mayHaveContentLength(status)
    let allowsContent = method != .head && Self.mayHaveContent(status)
    var headers = response.headers
    if case .stream(let produce) = response.body, allowsContent {
      self.headers = headers
      content = .stream(produce)
      return
    }
    let bytes = if case .bytes(let bytes) = response.body { bytes } else { [UInt8]() }
    // RFC 9110, section 8.6: a 204 has no length; a response to HEAD has that of GET; a 304 should have none.
    if !mayHaveLength {
      if status != .notModified { headers[.contentLength] = nil }
    } else if status == .resetContent {
      headers[.contentLength] = "0"
    } else if !response.body.isStream, method != .head || !bytes.isEmpty || headers[.contentLength] == nil {
      headers[.contentLength] = String(bytes.count)
    }
    self.headers = headers
    content = allowsContent ? .bytes(bytes) : .none
  }

  /// Whether a response with this status may have a body (RFC 9110, sections 6.4.1 and 15.3.6).
  private static func mayHaveContent(_ status: HTTPResponse.Status) -> Bool {
    mayHaveContentLength(status) && status != .resetContent
  }

  private static func mayHaveContentLength(_ status: HTTPResponse.Status) -> Bool {
    status.kind != .informational && status != .noContent && status != .notModified
  }
}

extension ResponseBody {
  fileprivate var isStream: Bool {
    if case .stream = self { true } else { false }
  }
}
