import HTTPTypes

/// The parts of a response that are sent: the header fields with the length of the body, and the body where one is
/// allowed (RFC 9110, sections 6.4.1 and 8.6).
///
/// The result depends on the response and the method alone, behind a web server as in tests in process.
struct ResponseFraming {
  /// The body that is sent; no bytes where none is allowed.
  enum Payload {
    case bytes([UInt8])
    case stream(@Sendable (ResponseBodyWriter) async throws -> Void)
  }

  let head: CGIResponseHead
  let content: Payload

  /// Frames a response.
  ///
  /// - Parameters:
  ///   - response: the complete response.
  ///   - method: the request's method.
  ///   - requestID: the request's id, for the field `X-Request-ID`.
  init(_ response: Response, to method: HTTPRequest.Method, requestID: String) {
    let status = response.status ?? .ok
    let allowsContent = method != .head && Self.mayHaveContent(status)
    var fields = response.headers
    var length: Int?
    if case .stream(let produce) = response.body, allowsContent {
      content = .stream(produce)
    } else {
      let bytes = if case .bytes(let bytes) = response.body { bytes } else { [UInt8]() }
      // RFC 9110, section 8.6: a 204 has no length; a response to HEAD has that of GET; a 304 should have none.
      if !Self.mayHaveContentLength(status) {
        if status != .notModified { fields[.contentLength] = nil }
      } else if status == .resetContent {
        length = 0
      } else if !response.body.isStream,
        method != .head || !bytes.isEmpty || !fields.contains(.contentLength)
      {
        length = bytes.count
      }
      content = .bytes(allowsContent ? bytes : [])
    }
    head = CGIResponseHead(status: status, fields: fields, contentLength: length, requestID: requestID)
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
