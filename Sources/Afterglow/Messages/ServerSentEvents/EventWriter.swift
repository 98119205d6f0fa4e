/// A writer for the events of a stream.
public struct EventWriter: Sendable {
  let body: ResponseBodyWriter

  /// Sends an event and returns when the web server has taken it.
  ///
  /// - Throws: ``ServerSentEventError`` if the event's type or id has a line break or NUL; ``ClientDisconnectedError``
  ///   if the client has gone away.
  public func send(_ event: ServerSentEvent) throws {
    try body.write(event.encoded())
  }

  /// Sends an event with this data.
  ///
  /// - Throws: the errors of ``send(_:)``.
  public func send(data: String, event: String? = nil, id: String? = nil) throws {
    try send(ServerSentEvent(data: data, event: event, id: id))
  }

  /// Sends an event with a value as JSON, in the form of ``Application/json``.
  ///
  /// - Throws: the encoder's error; the errors of ``send(_:)``.
  public func send(json value: some Encodable, event: String? = nil, id: String? = nil) throws {
    let json = String(decoding: try JSONContent.encode(value, options: body.json), as: UTF8.self)
    try send(ServerSentEvent(data: json, event: event, id: id))
  }

  /// Sends a comment, which clients ignore.
  ///
  /// - Throws: ``ClientDisconnectedError`` if the client has gone away.
  public func comment(_ text: String = "") throws(ClientDisconnectedError) {
    let lines = ServerSentEvent.lines(text).map { ": \($0)\n" }.joined()
    try body.write(lines + "\n")
  }

  /// Whether a write has failed or the web server has closed the connection.
  public var clientIsGone: Bool { body.clientIsGone }
}

/// A stream of events with heartbeats.
///
/// It ends when the closure that produces the events ends, or a heartbeat fails.
struct EventStream: Sendable {
  let heartbeat: Duration?
  let produce: @Sendable (EventWriter) async throws -> Void

  /// Sends the stream.
  ///
  /// - Throws: an error of `produce`, except one caused by cancellation; ``ClientDisconnectedError`` if the client has
  ///   gone away.
  func send(to events: EventWriter) async throws {
    // The head makes a browser fire its `open` event, which should not wait for the first server-sent event.
    try events.body.sendHead()
    do {
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await produce(events) }
        if let heartbeat {
          group.addTask { try await beat(every: heartbeat, events) }
        }
        defer { group.cancelAll() }
        try await group.next()
      }
    } catch is CancellationError where Task.isCancelled {
      // The time is up. All events sent are complete, and the client continues from there.
    }
  }

  private func beat(every interval: Duration, _ events: EventWriter) async throws {
    while true {
      try await Task.sleep(for: interval)
      try events.comment()
    }
  }
}
