import HTTPTypes

extension Response {
  /// Returns a stream of server-sent events for a browser's `EventSource` (HTML, section 9.2).
  ///
  ///     Response.events { events in
  ///       for try await order in orders { try events.send(ServerSentEvent(data: order.name, event: "order")) }
  ///     }
  ///
  /// Each event is sent immediately, also through nginx. The stream occupies its worker until it ends, so configure
  /// more workers than there may be listeners. If the client goes away, the next event or heartbeat notices it: the
  /// closure is cancelled, its writes throw, and the background tasks run.
  ///
  /// On SIGTERM a stream continues until it ends by itself or `--graceful-timeout` has passed. Then the closure is
  /// cancelled and the response ends properly, as it does at `--request-timeout`. The browser reconnects by itself and
  /// sends the id of the last event it received as `Last-Event-ID`. To avoid delaying a restart, end the stream after
  /// some minutes.
  ///
  /// - Parameters:
  ///   - status: the status; 200 by default. A browser does not reconnect after any other.
  ///   - heartbeat: the interval between comments; 15 seconds by default, `nil` for no comments. They reveal that a
  ///     client has gone away, and keep the connection from being closed as idle. Stay below nginx's
  ///     `fastcgi_read_timeout`, 60 seconds.
  ///   - background: the tasks to run after the stream; `nil` by default. They do not run if `produce` throws for a
  ///     reason other than the client's disconnection.
  ///   - produce: a closure that sends the events. It runs on the worker's thread; heartbeats are sent there while it
  ///     is suspended.
  /// - Returns: the response.
  public static func events(
    status: HTTPResponse.Status = .ok, heartbeat: Duration? = .seconds(15),
    background: (any BackgroundWork)? = nil,
    _ produce: @escaping @Sendable (EventWriter) async throws -> Void
  ) -> Response {
    let stream = EventStream(heartbeat: heartbeat, produce: produce)
    return Response(
      status: status,
      headers: [.contentType: "text/event-stream", .cacheControl: "no-cache", .accelBuffering: "no"],
      body: .stream { try await stream.send(to: EventWriter(body: $0)) }, background: background)
  }

  /// Returns a stream of the server-sent events of an asynchronous sequence.
  ///
  /// For the parameters see ``events(status:heartbeat:background:_:)``.
  public static func events<Events: AsyncSequence & Sendable>(
    _ events: Events, heartbeat: Duration? = .seconds(15), background: (any BackgroundWork)? = nil
  ) -> Response where Events.Element == ServerSentEvent {
    self.events(heartbeat: heartbeat, background: background) { writer in
      for try await event in events { try writer.send(event) }
    }
  }
}

extension Request {
  /// The id of the last event that a reconnecting client received; `nil` on its first connection.
  public var lastEventID: String? { HTTPField.Name("Last-Event-ID").flatMap { headers[$0] } }
}

extension HTTPField.Name {
  /// The field that, with the value `no`, makes nginx pass on the response without buffering.
  static let accelBuffering: Self = {
    guard let name = Self("X-Accel-Buffering") else { preconditionFailure("a valid field name") }
    return name
  }()
}
