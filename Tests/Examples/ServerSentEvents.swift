import Afterglow

/// The example of the page "ServerSentEvents".
func serverSentEventsExample() -> Application {
  let app = Application()

  app.get("/countdown") { () in
    Response.events(background: BackgroundTask(noteListener)) { events in
      for number in [3, 2, 1] {
        try events.send(data: "\(number)")
        try await Task.sleep(for: .milliseconds(10))
      }
      try events.send(json: ["ship": "away"], event: "start")
    }
  }

  app.get("/news") { (request: Request) in
    let seen = request.lastEventID.flatMap { Int($0) } ?? 0
    return Response.events { events in
      for (index, headline) in headlines.enumerated().dropFirst(seen) {
        try events.send(ServerSentEvent(data: headline, id: "\(index + 1)", retry: .seconds(5)))
      }
    }
  }

  app.get("/ticks") { () in
    Response.events(ticks(3))
  }

  return app
}

private let headlines = ["It rains.", "It rains still.", "The sun is out."]

private func noteListener() { print("Somebody has listened to the end.") }

private func ticks(_ count: Int) -> AsyncStream<ServerSentEvent> {
  AsyncStream { continuation in
    for number in 1...count { continuation.yield(ServerSentEvent(data: "tick \(number)")) }
    continuation.finish()
  }
}
