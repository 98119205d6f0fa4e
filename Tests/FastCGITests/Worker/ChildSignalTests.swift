import AfterglowTesting
import FastCGI
import Foundation
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// Programs that handlers and tasks start hear of signals.
@Suite(.timeLimit(.minutes(1))) struct ChildSignalTests {
  enum Way: CaseIterable, Sendable {
    case posixSpawn, system, process
  }

  @Test(arguments: Way.allCases)
  func `a program inherits no blocked signal, and signals of failed writes end it`(way: Way) async throws {
    let folder = try TestFolder()
    let script = "grep -E '^Sig(Blk|Ign)' /proc/self/status > \(folder.path("signals"))"
    try await onWorker { try way.run(script) }
    let lines = try String(contentsOfFile: folder.path("signals"), encoding: .utf8).split(separator: "\n")
    let masks = lines.compactMap { UInt64($0.split(separator: "\t").last ?? "", radix: 16) }
    try #require(masks.count == 2)
    // `system` itself blocks nothing in the program; bit n - 1 is signal n (proc(5)).
    #expect(masks[0] == 0)
    for signal in [SIGPIPE, SIGXFSZ] { #expect(masks[1] & (1 << (signal - 1)) == 0) }
  }

  @Test func `terminate() ends a program that a task has started`() async throws {
    let isOver = Recorded<Process.TerminationReason>()
    try await TestServer.run { exchange, _ in
      exchange.answer("ok")
      return {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sleep")
        process.arguments = ["50"]
        try? process.run()
        process.terminate()
        process.waitUntilExit()
        isOver.append(process.terminationReason)
      }
    } _: { server in
      #expect(try await server.client.get("/").text == "ok")
      try await eventually("the program's end") { isOver.elements == [.uncaughtSignal] }
    }
  }

  @Test func `a signal whose handler restarts system calls cuts no body short`() async throws {
    let worker = Recorded<pthread_t>()
    let counts = Recorded<Int>()
    ignoreUserSignal()
    try await TestServer.run { exchange, _ in
      worker.append(pthread_self())
      counts.append((try? exchange.readAllOfStdin().count) ?? -1)
      exchange.answer(String(repeating: "r", count: 1_000_000))
      return nil
    } _: { server in
      let connection = try await FastCGIConnection.requesting(server.address, endOfStdin: false)
      let thread = try await eventually("the handler") { worker.elements.first }
      // The worker's thread is there until the server stops.
      let signaling = Task.detached {
        while !Task.isCancelled {
          pthread_kill(thread, SIGUSR2)
          try? await Task.sleep(for: .milliseconds(1))
        }
      }
      for _ in 0..<50 {
        try await connection.sendStdin([UInt8](repeating: 1, count: 100))
        try await Task.sleep(for: .milliseconds(2))
      }
      try await connection.finishStdin()
      let response = try await connection.receiveResponse()
      signaling.cancel()
      await signaling.value
      #expect(counts.elements == [5000])
      #expect(response.body.count == 1_000_000)
    }
  }

  /// Installs a handler that does nothing, as the server's own are installed.
  private func ignoreUserSignal() {
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { _ in }
    action.sa_flags = SA_RESTART
    sigaction(SIGUSR2, &action, nil)
  }

  /// Does something in a request's handler, on the worker's thread.
  private func onWorker(_ body: @escaping @Sendable () throws -> Void) async throws {
    let failures = Recorded<String>()
    try await TestServer.run { exchange, _ in
      do { try body() } catch { failures.append("\(error)") }
      exchange.answer("ok")
      return nil
    } _: { server in
      let response = try await server.client.get("/")
      #expect(response.text == "ok")
    }
    #expect(failures.elements == [])
  }
}

extension ChildSignalTests.Way {
  /// Runs a shell script to its end.
  func run(_ script: String) throws {
    switch self {
    case .posixSpawn:
      let arguments = ["sh", "-c", script].map { (text: String) in strdup(text) }
      defer { for argument in arguments { free(argument) } }
      var child = pid_t()
      try #require(posix_spawn(&child, "/bin/sh", nil, nil, arguments + [nil], environ) == 0)
      var status: Int32 = 0
      while waitpid(child, &status, 0) < 0, errno == EINTR {}
      #expect(status == 0)
    case .system:
      #expect(Glibc.system(script) == 0)
    case .process:
      let process = Process()
      process.executableURL = URL(filePath: "/bin/sh")
      process.arguments = ["-c", script]
      try process.run()
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
    }
  }
}
