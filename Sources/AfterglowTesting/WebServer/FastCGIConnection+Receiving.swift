import FastCGI
import Synchronization

extension FastCGIConnection {
  private enum Received {
    case record(Record)
    case end(EndOfStream)
  }

  /// Receives the next record, of any type and request.
  ///
  /// - Parameter duration: the maximum time to wait; 10 seconds by default.
  /// - Returns: the record.
  /// - Throws: `ConnectionError` if the stream ends, the time is over, or the bytes are not a record.
  public func receiveRecord(within duration: Duration = .seconds(10)) async throws(ConnectionError) -> Record
  {
    let deadline = Deadline(within: duration)
    switch try await receive(expecting: "a record from \(peer)", until: deadline) {
    case .record(let record): return record
    case .end(let end): throw ended(end, expected: "a record from \(peer)", so: "", deadline)
    }
  }

  /// Receives everything up to the request's `END_REQUEST`.
  ///
  /// Management records in between are skipped, as web servers do. Without keep-conn the call also waits until the
  /// connection is closed, up to the same deadline.
  ///
  /// - Parameter duration: the maximum time to wait; 10 seconds by default.
  /// - Returns: the streams and statuses, not parsed as HTTP.
  /// - Throws: `ConnectionError` if the stream ends before `END_REQUEST`, the time is over, or a record of another
  ///   request comes.
  public func receiveOutput(
    within duration: Duration = .seconds(10)
  ) async throws(ConnectionError) -> RequestOutput {
    let deadline = Deadline(within: duration)
    var response = ClientResponse(requestID: state.withLock { $0.requestID })
    while !response.isComplete {
      let expected = "END_REQUEST from \(peer) after \(response.summary)"
      switch try await receive(expecting: expected, until: deadline) {
      case .record(let record): try take(record, into: &response, deadline)
      case .end(let end):
        throw ended(end, expected: "END_REQUEST from \(peer)", so: response.summary, deadline)
      }
    }
    var output = RequestOutput(response)
    if !state.withLock({ $0.keepConnection }) {
      output.connectionWasClosed = await closes(until: deadline)
    }
    return output
  }

  /// Receives a whole response.
  ///
  /// - Parameter duration: the maximum time to wait; 10 seconds by default.
  /// - Returns: the response with status, header fields and body.
  /// - Throws: `ConnectionError` like ``receiveOutput(within:)``; ``MalformedResponse`` if the output isn't a CGI
  ///   response.
  public func receiveResponse(within duration: Duration = .seconds(10)) async throws -> FastCGIResponse {
    try FastCGIResponse(try await receiveOutput(within: duration))
  }

  /// Waits until the peer closes the connection; management records before that are skipped.
  ///
  /// - Parameter duration: the maximum time to wait; 10 seconds by default.
  /// - Returns: whether the connection was closed in order or reset.
  /// - Throws: `ConnectionError` if the time is over or a record of a request comes.
  @discardableResult
  public func receiveEndOfStream(
    within duration: Duration = .seconds(10)
  ) async throws(ConnectionError) -> EndOfStream {
    let deadline = Deadline(within: duration)
    let expected = "\(peer) to close the connection"
    while true {
      switch try await receive(expecting: expected, until: deadline) {
      case .end(let end): return end
      case .record(let record) where record.requestID == 0: continue
      case .record(let record):
        throw ConnectionError(
          .unexpected, expected: expected, received: "\(record)", elapsed: deadline.elapsed)
      }
    }
  }

  private func take(
    _ record: Record, into response: inout ClientResponse, _ deadline: Deadline
  ) throws(ConnectionError) {
    do throws(ClientResponse.UnexpectedRecord) {
      try response.take(record)
    } catch {
      throw ConnectionError(
        .unexpected, expected: error.expected, received: error.received, elapsed: deadline.elapsed)
    }
  }

  private func closes(until deadline: Deadline) async -> Bool {
    do {
      try await receiveEndOfStream(within: deadline.remaining)
      return true
    } catch {
      return false
    }
  }

  private func receive(
    expecting expected: String, until deadline: Deadline
  ) async throws(ConnectionError) -> Received {
    while true {
      if let record = try nextRecord(expecting: expected, deadline) { return .record(record) }
      switch try await socket.receive(expecting: expected, until: deadline) {
      case .bytes(let bytes): state.withLock { $0.decoder.append(bytes) }
      case .endOfStream: return .end(.closed)
      case .reset: return .end(.reset)
      }
    }
  }

  private func nextRecord(
    expecting expected: String, _ deadline: Deadline
  ) throws(ConnectionError) -> Record? {
    do throws(RecordDecoder.UnknownVersion) {
      return try state.withLock { state throws(RecordDecoder.UnknownVersion) in try state.decoder.next() }
    } catch {
      let received = "a record of version \(error.version)"
      throw ConnectionError(.unexpected, expected: expected, received: received, elapsed: deadline.elapsed)
    }
  }

  private func ended(
    _ end: EndOfStream, expected: String, so received: String, _ deadline: Deadline
  ) -> ConnectionError {
    let partial = state.withLock { $0.decoder.bufferedByteCount }
    let pieces = [received, partial > 0 ? "\(partial) bytes of a record" : ""].filter { !$0.isEmpty }
    let before = pieces.isEmpty ? "" : " after " + pieces.joined(separator: " and ")
    let what = end == .closed ? "the end of the stream" : "a reset"
    return ConnectionError(
      end == .closed ? .endOfStream : .reset, expected: expected, received: what + before,
      elapsed: deadline.elapsed)
  }
}
