import AfterglowTesting
import HTTPTypes
import Testing

/// The site `nginx/sites/cache.conf`.
@Suite(.timeLimit(.minutes(1))) struct CacheSiteTests {
  private static let task = "a task has run"

  @Test func `a kept response reaches no handler and runs no task`() async throws {
    try await RunningSite.nginx("cache") { site in
      let first = try await site.send(.get, "/shared")
      #expect(first.cacheStatus == "MISS")
      let second = try await site.send(.get, "/shared")
      #expect(second.cacheStatus == "HIT")
      #expect(second.text == first.text)
      #expect(second.headers[.requestID] != first.headers[.requestID])
      // A request of another path, so that a task of the second one would have run by now.
      #expect(try await site.send(.get, "/shared?other").cacheStatus == "MISS")
      try await eventually("two tasks") { site.count(ofLine: Self.task) == 2 }
    }
  }

  @Test func `a POST is never kept`() async throws {
    try await RunningSite.nginx("cache") { site in
      let responses = [
        try await site.send(.post, "/shared", body: [1]), try await site.send(.post, "/shared", body: [1]),
      ]
      #expect(Set(responses.map(\.text)).count == 2)
      try await eventually("a task for each") { site.count(ofLine: Self.task) == 2 }
    }
  }

  @Test(arguments: ["/own", "/host", "/answers/200"])
  func `a response that sets a cookie, or doesn't say that it may be kept, isn't`(target: String) async throws
  {
    try await RunningSite.nginx("cache") { site in
      for _ in 0..<2 {
        let response = try await site.send(.get, target)
        #expect(response.cacheStatus == "MISS")
      }
    }
  }

  @Test(arguments: [
    HTTPField(name: .authorization, value: "Bearer x"), HTTPField(name: .cookie, value: "a=1"),
    HTTPField(name: HTTPField.Name("X-API-Key") ?? .server, value: "x"),
  ])
  func `who says who they are neither gets a kept response nor leaves one`(field: HTTPField) async throws {
    try await RunningSite.nginx("cache") { site in
      let own = try await site.send(.get, "/shared", headers: HTTPFields([field]))
      #expect(own.cacheStatus == "BYPASS")
      #expect(try await site.send(.get, "/shared").cacheStatus == "MISS")
      #expect(try await site.send(.get, "/shared", headers: HTTPFields([field])).cacheStatus == "BYPASS")
    }
  }

  @Test func `a kept response to HEAD isn't given to a GET`() async throws {
    try await RunningSite.nginx("cache") { site in
      #expect(try await site.send(.head, "/shared").cacheStatus == "MISS")
      let response = try await site.send(.get, "/shared")
      #expect(response.cacheStatus == "MISS")
      #expect(!response.body.isEmpty)
    }
  }
}

extension HTTPConnection.Response {
  fileprivate var cacheStatus: String? { HTTPField.Name("X-Cache-Status").flatMap { headers[$0] } }
}
