/// Runs what produces a stream's events beside the heartbeats, until one of them is through.
struct EventStream: Sendable {
  let heartbeat: Duration?
  let produce: @Sendable (EventWriter) async throws -> Void

  /// Sends the stream.
  ///
  /// - Throws: what `produce` throws, unless that is because it was cancelled; ``ClientDisconnectedError``.
  func send(to events: EventWriter) async throws {
    // A browser's `open` event should not wait for the first of the stream.
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
      // The time is up: what has been sent is whole, and the client goes on from there.
    }
  }

  private func beat(every interval: Duration, _ events: EventWriter) async throws {
    while true {
      try await Task.sleep(for: interval)
      try events.comment()
    }
  }
}
