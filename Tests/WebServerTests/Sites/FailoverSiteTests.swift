import AfterglowTesting
import HTTPTypes
import Testing

/// The site `nginx/sites/failover.conf`.
@Suite(.timeLimit(.minutes(1))) struct FailoverSiteTests {
  /// Two hosts; nginx asks the first one first.
  private func withHosts(
    first: [String: String] = [:],
    _ body: nonisolated(nonsending) (NginxServer, SpawnedServer, SpawnedServer) async throws -> Void
  ) async throws {
    try WebServer.nginxPlain.requireInstalled()
    let silence = ["SWIFT_BACKTRACE": "enable=no"]
    let environment = first.merging(silence) { $1 }.merging(["ECHO_HOST": "first"]) { $1 }
    try await SpawnedServer.run(
      executable: .product("EchoService"), environment: environment, listeningOn: .loopback
    ) { first in
      try await SpawnedServer.run(
        executable: .product("EchoService"), environment: ["ECHO_HOST": "second"], listeningOn: .loopback
      ) { second in
        let hosts = ["10.0.0.11:9000": first.address, "10.0.0.12:9000": second.address]
        try await NginxServer.run(site: .file("nginx/sites/failover.conf"), passingTo: hosts) { nginx in
          try await body(nginx, first, second)
        }
      }
    }
  }

  private func answer(
    _ nginx: NginxServer, _ method: HTTPRequest.Method = .get, _ target: String = "/host"
  ) async throws -> HTTPConnection.Response {
    try await nginx.send(method: method, target: target, body: method == .get ? nil : [1])
  }

  @Test func `both hosts get requests`() async throws {
    try await withHosts { nginx, _, _ in
      var names: Set<String> = []
      for _ in 0..<10 { names.insert(try await answer(nginx).text) }
      #expect(names == ["first", "second"])
    }
  }

  @Test func `no request is lost when a host has died, whatever its method`() async throws {
    try await withHosts { nginx, first, second in
      #expect(try await answer(nginx).text == "first")
      try first.send(.kill)
      try await first.exitStatus()
      for _ in 0..<20 {
        #expect(try await answer(nginx).text == "second")
        #expect(try await answer(nginx, .post).text == "second")
      }
      try await eventually("each task, once") { second.log.count { $0 == "second was asked" } == 40 }
    }
  }

  @Test func `a GET that a host dies of is sent to the other one`() async throws {
    try await withHosts(first: ["ECHO_DIES": "1"]) { nginx, first, _ in
      let response = try await answer(nginx, .get, "/dies-there")
      #expect(response.text == "second")
      #expect(first.log.contains("first has begun"))
    }
  }

  @Test func `a POST that a host dies of is not done again`() async throws {
    try await withHosts(first: ["ECHO_DIES": "1"]) { nginx, first, second in
      let response = try await answer(nginx, .post, "/dies-there")
      #expect(response.status == .badGateway)
      #expect(first.log.contains("first has begun"))
      #expect(!second.log.contains("second has begun"))
      // And the next ones are answered.
      #expect(try await answer(nginx, .post).text == "second")
    }
  }
}
