import FastCGI
import HTTPTypes

/// A sender that writes one response to the end of a request.
struct ResponseSender<End: RequestEnd>: Sendable {
  let end: End
  let method: HTTPRequest.Method

  /// The request's id, for the field `X-Request-ID`.
  let requestID: String

  /// The form of the JSON that a stream sends.
  let json: JSONOptions

  /// The request's time-out.
  ///
  /// It is suspended while bytes are being sent, when the write time-out applies, and starts anew after each piece of a
  /// stream.
  var timeout: TimeLimit?

  func send(_ response: Response) async -> ResponseSending {
    let framing = ResponseFraming(response, to: method, requestID: requestID)
    timeout?.suspend()
    do throws(ExchangeError) {
      switch framing.content {
      case .stream(let produce): return await stream(framing.head, produce)
      case .bytes(let bytes): try end.write(framing.head, bytes)
      }
      return .whole
    } catch {
      return .clientGone(reason: "\(error)")
    }
  }

  private func stream(
    _ head: CGIResponseHead, _ produce: @Sendable (ResponseBodyWriter) async throws -> Void
  ) async -> ResponseSending {
    // The head is written with the first bytes: until then an error can still become a 500.
    timeout?.restart()
    let writer = ResponseBodyWriter(json: json, peerIsGone: { [end] in end.peerIsGone }) {
      [end, timeout] bytes in
      timeout?.suspend()
      defer { timeout?.restart() }
      if end.hasWritten { try end.write(bytes) } else { try end.write(head, bytes) }
      try end.flush()
    }
    do {
      try await produce(writer)
      if !end.hasWritten { try end.write(head, []) }
    } catch  where !writer.clientWasFoundGone && !(error is ExchangeError) {
      return .brokenOff(error)
    } catch {
      return .clientGone(reason: "\(error)")
    }
    return writer.writeHasFailed ? .clientGone(reason: "a write failed") : .whole
  }
}

/// The result of sending a response.
enum ResponseSending {
  /// The whole response was written.
  case whole
  /// The client has gone.
  case clientGone(reason: String)
  /// The closure that produces the body threw.
  case brokenOff(any Error)
}
