import AfterglowTesting
import FoundationEssentials
import Testing

/// Thousands of requests with something wrong about them, and ordinary ones in between that have to be answered.
///
/// `FASTCGI_FUZZ_CASES` and `FASTCGI_FUZZ_SEED` make it a longer run, or another one; `FASTCGI_FUZZ_FIRST` is the number
/// of the first case, to look at one again.
@Suite(.timeLimit(.minutes(setting("FASTCGI_FUZZ_CASES") == nil ? 1 : 600))) struct FuzzTests {
  private static let cases = setting("FASTCGI_FUZZ_CASES") ?? 2000
  private static let first = setting("FASTCGI_FUZZ_FIRST") ?? 0
  private static let seed = setting("FASTCGI_FUZZ_SEED") ?? 20_261_123
  private static let processes = 2
  private static let batch = 50
  private static let peers = 4
  /// In KiB: what debug builds and the allocator's habits may take.
  private static let tolerance = 24 << 10

  @Test func `no spoilt request costs anything but itself`() async throws {
    // A process that dies is to be gone at once, and not to be busy with a backtrace while it is told to stop.
    let environment = ["SWIFT_BACKTRACE": "enable=no"]
    try await managedRegistration("--workers", "2", processes: Self.processes, environment: environment) {
      server in
      var memory: Int?
      for start in stride(from: 0, to: Self.cases, by: Self.batch) {
        try await send(start..<min(start + Self.batch, Self.cases), to: server)
        try await expectAnswer(of: server, after: start)
        if start >= min(500, Self.cases / 4), memory == nil { memory = server.residentKilobytes }
      }
      try await server.waitForProcesses(Self.processes)
      try await expectAnswer(of: server, after: Self.cases)
      let growth = server.residentKilobytes - (memory ?? 0)
      let longestWait = server.log.compactMap { $0.firstMatch(of: /after=([0-9.]+) seconds/) }
        .compactMap { Double($0.1) }.max()
      let deaths = server.logCount(of: "A process died and is replaced.")
      print(
        "\(Self.cases) cases, seed \(Self.seed): \(deaths) processes replaced, after \(longestWait ?? 0) s at most;",
        "memory \(growth) KiB more")
      #expect(growth < Self.tolerance)
      try await replaceProcesses(of: server)
      try server.terminate()
      let status = try await server.exitStatus()
      #expect(status == .exited(code: 0), "\(server.log)")
    }
  }

  /// Leaves the manager with processes that have been sent nothing spoilt: one that is just being aborted, which takes a
  /// while, would make the stop one that did not go well.
  private func replaceProcesses(of server: SpawnedServer) async throws {
    try server.send(.hangUp)
    try await server.waitForLogLine(containing: "Every process has been replaced.", within: .seconds(30))
    try await eventually("the end of the old processes", within: .seconds(30)) {
      server.managedProcesses.count == Self.processes
    }
  }

  private func expectAnswer(of server: SpawnedServer, after number: Int) async throws {
    let response = try await eventually("an answer after case \(number)", within: .seconds(30)) {
      // A process may die while it has this request in hand, of a case before that its peer didn't wait for.
      try? await server.client.get("/")
    }
    #expect(response.text == "Hello, world!", "after case \(number)")
  }

  private func send(_ numbers: Range<Int>, to server: SpawnedServer) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for peer in 0..<Self.peers {
        group.addTask {
          for number in numbers where number % Self.peers == peer { try await send(number, to: server) }
        }
      }
      try await group.waitForAll()
    }
  }

  private func send(_ number: Int, to server: SpawnedServer) async throws {
    let spoilt = FuzzCase(number: UInt64(Self.seed) &<< 32 &+ UInt64(Self.first + number))
    let connection = try await FastCGIConnection.connect(to: server.address)
    do {
      for bytes in spoilt.sends { try await connection.send(bytes: bytes) }
      if spoilt.waitsForEnd { try await connection.shutdownWriting() }
    } catch {
      // The server need not take what comes after the fault.
    }
    if spoilt.waitsForEnd { await expectEnd(of: connection, number) }
    await connection.close()
  }

  /// The server closes what it can make nothing of, and sends nothing but records until then.
  ///
  /// Where both processes have died again and again, it may be 10 s until the manager starts one.
  private func expectEnd(of connection: FastCGIConnection, _ number: Int) async {
    do {
      while true { _ = try await connection.receiveRecord(within: .seconds(20)) }
    } catch {
      #expect([.endOfStream, .reset].contains(error.reason), "case \(Self.first + number): \(error)")
    }
  }
}

extension SpawnedServer {
  /// The resident memory of the process that has most of it.
  fileprivate var residentKilobytes: Int {
    managedProcesses.compactMap { try? FastCGITests.residentKilobytes(of: $0) }.max() ?? 0
  }
}

private func setting(_ name: String) -> Int? {
  ProcessInfo.processInfo.environment[name].flatMap { Int($0) }
}
