import FastCGI
import HTTPTypes

/// Writes one response to a request's stdout.
struct ResponseSender: Sendable {
  /// How far it got.
  enum Outcome {
    /// All of it is on its way.
    case whole
    /// Nobody takes it any more.
    case clientGone(reason: String)
    /// The closure that produces the body threw.
    case brokenOff(any Error)
  }

  let exchange: RequestExchange
  let method: HTTPRequest.Method

  func send(_ response: Response) async -> Outcome {
    let status = response.status ?? .ok
    var headers = response.headers
    let bytes: [UInt8]
    switch response.body {
    case .stream(let produce) where allowsContent(status):
      return await stream(CGIResponseHead(status: status, headers: headers), produce)
    case .bytes(let content): bytes = content
    case .empty, .json, .stream: bytes = []
    }
    // RFC 9110, section 8.6: not in a 204; the answer to HEAD has GET's; a 304 had better leave it out.
    if !mayHaveContentLength(status) {
      if status != .notModified { headers[.contentLength] = nil }
    } else if !response.body.isStream, method != .head || !bytes.isEmpty || headers[.contentLength] == nil {
      headers[.contentLength] = String(bytes.count)
    }
    do throws(ExchangeError) {
      try exchange.write(CGIResponseHead(status: status, headers: headers).bytes)
      if allowsContent(status) { try exchange.write(bytes) }
      return .whole
    } catch {
      return .clientGone(reason: "\(error)")
    }
  }

  private func stream(
    _ head: CGIResponseHead, _ produce: @Sendable (ResponseBodyWriter) async throws -> Void
  ) async -> Outcome {
    // The head goes with the first bytes: until then an error can still become a 500.
    let writer = ResponseBodyWriter { [exchange] bytes in
      if !exchange.hasWritten { try exchange.write(head.bytes) }
      try exchange.write(bytes)
      try exchange.flush()
    }
    do {
      try await produce(writer)
      if !exchange.hasWritten { try exchange.write(head.bytes) }
    } catch  where !writer.clientIsGone && !(error is ExchangeError) {
      return .brokenOff(error)
    } catch {
      return .clientGone(reason: "\(error)")
    }
    return writer.clientIsGone ? .clientGone(reason: "a write failed") : .whole
  }

  private func mayHaveContentLength(_ status: HTTPResponse.Status) -> Bool {
    status.kind != .informational && status != .noContent && status != .notModified
  }

  /// RFC 9110, section 6.4.1.
  private func allowsContent(_ status: HTTPResponse.Status) -> Bool {
    method != .head && mayHaveContentLength(status)
  }
}

extension ResponseBody {
  fileprivate var isStream: Bool {
    if case .stream = self { true } else { false }
  }
}
