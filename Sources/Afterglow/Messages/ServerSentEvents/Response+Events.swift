import HTTPTypes

extension Response {
  /// A stream of server-sent events (HTML, section 9.2), which a browser's `EventSource` takes.
  ///
  ///     Response.events { events in
  ///       for try await order in orders { try events.send(ServerSentEvent(data: order.name, event: "order")) }
  ///     }
  ///
  /// Each event is flushed, through nginx as well. The worker is taken until the stream ends, so have as many workers as
  /// there may be listeners, and some more. A client that has gone is noticed at the next event or heartbeat: then the
  /// closure is cancelled, its writes throw, and background tasks run.
  ///
  /// On SIGTERM a stream goes on until it ends by itself or until `--graceful-timeout` has passed. Then the closure is
  /// cancelled and the response ends in good order, as it does at `--request-timeout`; the browser connects again by
  /// itself, and says in `Last-Event-ID` what it has had. A stream that should not hold up a restart ends after some
  /// minutes of its own accord.
  ///
  /// - Parameters:
  ///   - status: the status; 200 by default. A browser does not try again after any other.
  ///   - heartbeat: how often a comment is sent, so that a client that has gone is noticed and nothing in between takes
  ///     the connection for dead; every 15 seconds by default, never if `nil`. Less than nginx's
  ///     `fastcgi_read_timeout`, 60 seconds.
  ///   - background: what runs after the stream; not if `produce` throws for a reason of its own.
  ///   - produce: sends the events. It runs on the worker's thread, as heartbeats do whenever it suspends.
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

  /// A stream of server-sent events that come from an asynchronous sequence.
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
  /// The id of the last event that the client has had of this stream, when it connects again; `nil` the first time.
  public var lastEventID: String? { HTTPField.Name("Last-Event-ID").flatMap { headers[$0] } }
}

extension HTTPField.Name {
  /// nginx passes on what comes, at once, if it says `no`.
  static let accelBuffering: Self = {
    guard let name = Self("X-Accel-Buffering") else { preconditionFailure("a valid field name") }
    return name
  }()
}
