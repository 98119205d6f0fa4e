import HTTPTypes

/// What of a response goes out: the header fields with the length of the body, and a body only where there may be one
/// (RFC 9110, sections 6.4.1 and 8.6).
///
/// A pure decision, the same behind a web server and in process.
struct ResponseFraming {
  /// The body that goes out.
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
    // RFC 9110, section 8.6: not in a 204; the answer to HEAD has GET's; a 304 had better leave it out.
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

  /// RFC 9110, sections 6.4.1 and 15.3.6.
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
