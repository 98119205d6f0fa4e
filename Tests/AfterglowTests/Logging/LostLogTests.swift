import AfterglowTesting
import FoundationEssentials
import Glibc
import HTTPTypes
import Testing

/// A real service whose log can't be written, or only in part.
@Suite(.timeLimit(.minutes(3))) struct LostLogTests {
  @Test(arguments: [[], ["--processes", "1"]])
  func `a service outlives the reader of its log`(arguments: [String]) async throws {
    let pipe = try LogPipe()
    try await LogServer.run(.error, to: pipe.path, arguments) { server in
      try await eventually("the first line", within: .seconds(30)) { pipe.text.contains("Serving.") }
      pipe.close()
      let process = try await server.text(of: "/process")
      #expect(try await server.text(of: "/lines/10") == "logged")
      if !arguments.isEmpty {
        // The manager logs the start of another one.
        try server.send(.hangUp)
        try await eventually("another process", within: .seconds(30)) {
          try await server.text(of: "/process") != process
        }
      }
      try server.terminate()
      #expect(try await server.exitStatus(within: .seconds(30)) == .exited(code: EXIT_SUCCESS))
    }
  }

  @Test func `a service outlives the reader of what it prints`() async throws {
    let pipe = try LogPipe()
    try await LogServer.run(.output, to: pipe.path) { server in
      let first = try await server.text(of: "/print/1")
      pipe.close()
      let second = try await server.text(of: "/print/10")
      #expect([first, second] == ["printed", "printed"])
    }
  }

  /// Programs in a pipeline end by SIGPIPE when nobody reads them.
  @Test(arguments: [[], ["--processes", "1"]])
  func `what a service starts does not ignore SIGPIPE`(arguments: [String]) async throws {
    let pipe = try LogPipe()
    try await LogServer.run(.error, to: pipe.path, arguments) { server in
      let line = try await server.text(of: "/ignored-signals")
      let mask = try #require(line.split(separator: "\t").last.flatMap { UInt64($0.dropLast(), radix: 16) })
      #expect(mask & (1 << UInt64(SIGPIPE - 1)) == 0, "\(line)")
    }
  }

  @Test func `a log that can't be written is counted and no reason to end`() async throws {
    try await LogServer.run(.error, to: "/dev/full") { server in
      #expect(try await server.text(of: "/lines/10") == "logged")
      try await eventually("the count", within: .seconds(30)) {
        try await server.text(of: "/status", headers: [.accept: "application/json"])
          .contains("\"droppedLogLines\":11")
      }
    }
  }

  @Test func `the line after one that was cut by a full disk begins anew`() async throws {
    let folder = try ServedFolder()
    let path = folder.path("log.txt")
    // Two blocks of 512 bytes, as if the disk had no more.
    try await LogServer.run(.error, to: path, before: "ulimit -f 2") { server in
      _ = try await server.text(of: "/lines/20")
      func text() throws -> String {
        String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
      }
      // With the one that says "Serving." there are 21 lines.
      try await eventually("the end of the disk", within: .seconds(30)) {
        let missing = 21 - (try text()).count { $0 == "\n" }
        return try await server.text(of: "/status", headers: [.accept: "application/json"])
          .contains("\"droppedLogLines\":\(missing)")
      }
      #expect(try text().utf8.count == 1024)
      let half = try #require(try text().split(separator: "\n").last)
      // Somebody makes room, and keeps the last line.
      try folder.truncate("log.txt", to: 0)
      try folder.append(String(half), to: "log.txt")
      _ = try await server.text(of: "/lines/1")
      try await eventually("the next line", within: .seconds(30)) {
        let lines = try text().split(separator: "\n", omittingEmptySubsequences: false)
        return lines.count == 4 && lines[0] == half && lines[1].contains("dropped=")
          && lines[2].hasSuffix("Line 0.") && lines[3].isEmpty
      }
    }
  }

  @Test func `an error is in the log although the process traps next`() async throws {
    let pipe = try LogPipe()
    try await LogServer.run(.error, to: pipe.path, environment: ["SWIFT_BACKTRACE": "enable=no"]) { server in
      server.begin("/trap")
      _ = try await server.exitStatus(within: .seconds(30))
      #expect(pipe.text.contains("] The last words."))
    }
  }
}
