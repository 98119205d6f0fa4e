import AfterglowTesting
import Testing

/// The site `nginx/sites/events.conf`.
@Suite(.timeLimit(.minutes(1))) struct EventsSiteTests {
  @Test func `an event arrives before the next one is sent`() async throws {
    try await RunningSite.nginx("events") { site in
      try await site.expectPieces(of: "/events", ["data: first", "data: second"])
    }
  }

  @Test func `a stream that says nothing about buffering isn't buffered`() async throws {
    try await RunningSite.nginx("events") { site in
      try await site.expectPieces(of: "/events/plain", ["first", "second"])
    }
  }
}
