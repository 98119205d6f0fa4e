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
    let framing = ResponseFraming(response, to: method)
    let head = CGIResponseHead(status: framing.status, headers: framing.headers)
    do throws(ExchangeError) {
      switch framing.content {
      case .stream(let produce): return await stream(head, produce)
      case .bytes(let bytes):
        try exchange.write(head.bytes)
        try exchange.write(bytes)
      case .none: try exchange.write(head.bytes)
      }
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
}
