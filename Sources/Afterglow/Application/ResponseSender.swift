import FastCGI
import HTTPTypes

/// Writes one response to the end of a request.
struct ResponseSender<End: RequestEnd>: Sendable {
  let end: End
  let method: HTTPRequest.Method

  /// The time-out of the request.
  ///
  /// While bytes are being sent, the write time-out counts instead; each piece of a stream begins the time anew.
  var timeout: TimeLimit?

  func send(_ response: Response) async -> ResponseSending {
    let framing = ResponseFraming(response, to: method)
    let head = CGIResponseHead(status: framing.status, headers: framing.headers)
    timeout?.suspend()
    do throws(ExchangeError) {
      switch framing.content {
      case .stream(let produce): return await stream(head, produce)
      case .bytes(let bytes):
        try end.write(head)
        try end.write(bytes)
      case .none: try end.write(head)
      }
      return .whole
    } catch {
      return .clientGone(reason: "\(error)")
    }
  }

  private func stream(
    _ head: CGIResponseHead, _ produce: @Sendable (ResponseBodyWriter) async throws -> Void
  ) async -> ResponseSending {
    // The head goes with the first bytes: until then an error can still become a 500.
    timeout?.restart()
    let writer = ResponseBodyWriter(peerIsGone: { [end] in end.peerIsGone }) { [end, timeout] bytes in
      timeout?.suspend()
      defer { timeout?.restart() }
      if !end.hasWritten { try end.write(head) }
      try end.write(bytes)
      try end.flush()
    }
    do {
      try await produce(writer)
      if !end.hasWritten { try end.write(head) }
    } catch  where !writer.clientWasFoundGone && !(error is ExchangeError) {
      return .brokenOff(error)
    } catch {
      return .clientGone(reason: "\(error)")
    }
    return writer.writeHasFailed ? .clientGone(reason: "a write failed") : .whole
  }
}

/// How far the sending of a response got.
enum ResponseSending {
  /// The whole response is on its way.
  case whole
  /// Nobody takes the response any more.
  case clientGone(reason: String)
  /// The closure that produces the body threw.
  case brokenOff(any Error)
}
