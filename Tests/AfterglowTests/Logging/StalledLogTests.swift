import AfterglowTesting
import Glibc
import HTTPTypes
import Testing

/// A real service whose log nobody reads.
@Suite(.timeLimit(.minutes(3))) struct StalledLogTests {
  private static let alone: [String] = []
  private static let managed = ["--processes", "1"]
  private static let soon = ["--graceful-timeout", "1s"]

  @Test(arguments: [alone, managed])
  func `a service goes on, and stops well, while nobody reads its log`(arguments: [String]) async throws {
    let pipe = try LogPipe()
    try await LogServer.run(.error, to: pipe.path, arguments) { server in
      pipe.fill()
      for _ in 0..<4 { #expect(try await server.text(of: "/lines/5000") == "logged") }
      try server.terminate()
      #expect(try await server.exitStatus(within: .seconds(30)) == .exited(code: EXIT_SUCCESS))
    }
  }

  @Test(arguments: [alone, managed])
  func `QUIT ends a service whose log nobody reads`(arguments: [String]) async throws {
    let pipe = try LogPipe()
    try await LogServer.run(.error, to: pipe.path, arguments) { server in
      pipe.fill()
      #expect(try await server.text(of: "/lines/5000") == "logged")
      try server.send(.quit)
      let isManaged = !arguments.isEmpty
      #expect(
        try await server.exitStatus(within: .seconds(30))
          == .exited(code: isManaged ? EX_TEMPFAIL : EXIT_SUCCESS))
    }
  }

  @Test func `lines come whole and in order, and those that are missing are counted in their place`()
    async throws
  {
    let pipe = try LogPipe()
    try await LogServer.run(.error, to: pipe.path) { server in
      pipe.fill()
      for _ in 0..<4 { _ = try await server.text(of: "/lines/5000") }
      let status = try await server.text(of: "/status", headers: [.accept: "application/json"])
      let dropped = try #require(status.firstMatch(of: /"droppedLogLines":(\d+)/).flatMap { Int($0.1) })
      #expect(dropped > 0)
      #expect(
        try await server.text(of: "/status/metrics")
          .contains(/afterglow_log_lines_dropped_total\{process="\d+"\} [1-9]/))
      #expect(
        try await server.text(of: "/status", headers: [.accept: "text/html"])
          .contains("<div class=\"bad\"><dt>Log lines dropped</dt>"))
      let report = " warning afterglow: dropped=\(dropped) [Afterglow] Lines of the log are missing here"
      try await eventually("the count", within: .seconds(30)) { pipe.text.contains(report) }
      _ = try await server.text(of: "/lines/1")
      try await eventually("the line after it", within: .seconds(30)) {
        pipe.lines.last?.contains("Line 0.") ?? false
      }
      let lines = pipe.lines.filter { !$0.hasPrefix(".") && !$0.contains("Serving.") }
      #expect(lines.allSatisfy { $0.contains(/^\d{4}-\d\d-\d\dT.* (Line \d+\.|Lines of the log .*)$/) })
      #expect(lines.count { $0.contains("Line ") } == 20_000 - dropped + 1)
      let numbers = lines.compactMap { $0.firstMatch(of: #/ Line (\d+)\./#).flatMap { Int($0.1) } }
      let ascents = zip(numbers, numbers.dropFirst()).count { $1 == $0 + 1 }
      // Each of the requests began at 0 again.
      #expect(ascents >= numbers.count - 5)
    }
  }

  @Test(arguments: [alone, managed])
  func `TERM ends a service with a worker that is held up in print`(arguments: [String]) async throws {
    let pipe = try LogPipe()
    try await LogServer.run(.output, to: pipe.path, arguments + Self.soon) { server in
      pipe.fill()
      server.begin("/print/10000")
      try await server.waitForWorker(at: "/print/10000")
      try server.terminate()
      #expect(try await server.exitStatus(within: .seconds(30)) == .exited(code: EX_TEMPFAIL))
      try await server.waitForLogLine(containing: "GET /print/10000")
    }
  }

  @Test(arguments: [alone, managed])
  func `QUIT ends a service with a worker that is held up in print`(arguments: [String]) async throws {
    let pipe = try LogPipe()
    try await LogServer.run(.output, to: pipe.path, arguments) { server in
      pipe.fill()
      server.begin("/print/10000")
      try await server.waitForWorker(at: "/print/10000")
      try server.send(.quit)
      #expect(try await server.exitStatus(within: .seconds(30)) == .exited(code: EX_TEMPFAIL))
    }
  }

  @Test(arguments: [
    (alone, ProcessSignal.terminate), (managed, .terminate), (alone, .quit), (managed, .quit),
  ])
  func `a handler of the user's own that is held up holds no stop up`(
    arguments: [String], signal: ProcessSignal
  ) async throws {
    let pipe = try LogPipe()
    try await LogServer.run(
      .output, to: pipe.path, arguments + Self.soon, environment: ["LOG_TO_STDOUT": "1"]
    ) { server in
      // It has logged through that handler, so it was not replaced.
      try await eventually("the first line", within: .seconds(30)) { pipe.text.contains("Serving.") }
      pipe.fill()
      server.begin("/lines/10000")
      try await server.waitForWorker(at: "/lines/10000")
      try server.send(signal)
      #expect(try await server.exitStatus(within: .seconds(30)) == .exited(code: EX_TEMPFAIL))
    }
  }
}
