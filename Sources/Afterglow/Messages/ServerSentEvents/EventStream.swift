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
