import AfterglowTesting
import FastCGI
import Glibc
import Testing

@Suite(.timeLimit(.minutes(1))) struct WorkerTests {
  @Test func theResponseIsCompleteBeforeTheWorkAfterItBegins() async throws {
    let gate = Gate()
    try await TestServer.run { exchange, _ in
      exchange.answer("ok")
      return { await gate.wait() }
    } _: { server in
      defer { gate.open() }
      let response = try await server.client.get("/")
      #expect(response.text == "ok")
      #expect(response.connectionWasClosed)
    }
  }

  @Test func aWorkerAcceptsNoRequestBeforeTheWorkOfItsLastOneIsThrough() async throws {
    let events = Recorded<String>()
    try await TestServer.run { exchange, _ in
      events.append("request")
      exchange.answer("ok")
      return {
        try? await Task.sleep(for: .milliseconds(100))
        events.append("end of work")
      }
    } _: { server in
      for _ in 0..<3 { _ = try await server.client.get("/") }
    }
    #expect(events.elements == (0..<3).flatMap { _ in ["request", "end of work"] })
  }

  @Test func theOtherWorkersServeMeanwhile() async throws {
    let gate = Gate()
    let workers = Recorded<Int>()
    try await serving(workers: 4) { exchange, worker in
      workers.append(worker.number)
      exchange.answer("ok")
      return { await gate.wait() }
    } _: { server in
      defer { gate.open() }
      for _ in 0..<4 {
        let response = try await server.client.get("/")
        #expect(response.text == "ok")
      }
      #expect(workers.elements.sorted() == [0, 1, 2, 3])
    }
  }

  @Test func handlerAndWorkStayOnTheWorkersThread() async throws {
    let threads = Recorded<pthread_t>()
    try await TestServer.run { exchange, _ in
      await notePassing(threads)
      exchange.answer("ok")
      return { await notePassing(threads) }
    } _: { server in
      for _ in 0..<3 { _ = try await server.client.get("/") }
      try await eventually("the work of the last request") { threads.elements.count == 3 * 2 * 5 }
    }
    #expect(Set(threads.elements).count == 1)
  }

  @Test func everyWorkerHasAThreadOfItsOwn() async throws {
    let gate = Gate()
    defer { gate.open() }
    let threads = Recorded<pthread_t>()
    try await serving(workers: 3) { exchange, _ in
      threads.append(currentThread())
      await gate.wait()
      exchange.answer("ok")
      return nil
    } _: { server in
      var connections: [FastCGIConnection] = []
      for _ in 0..<3 { connections.append(try await .requesting(server.address)) }
      try await eventually("three requests at once") { threads.elements.count == 3 }
      gate.open()
      for connection in connections { _ = try await connection.receiveResponse() }
      #expect(Set(threads.elements).count == 3)
    }
  }

  @Test func tasksThatPreferTheWorkersExecutorRunOnItsThread() async throws {
    let threads = Recorded<pthread_t>()
    try await TestServer.run { exchange, worker in
      threads.append(currentThread())
      await Task(executorPreference: worker.executor) { threads.append(currentThread()) }.value
      exchange.answer("ok")
      return nil
    } _: { server in
      _ = try await server.client.get("/")
    }
    #expect(threads.elements.count == 2)
    #expect(Set(threads.elements).count == 1)
  }

  @Test func whatAWorkerDoesCanBeWatched() async throws {
    let (request, work) = (Gate(), Gate())
    try await TestServer.run { exchange, worker in
      worker.beginResponding(to: "GET /")
      await request.wait()
      exchange.answer("ok")
      return {
        worker.beginTask(named: "mail")
        await work.wait()
      }
    } _: { server in
      defer { for gate in [request, work] { gate.open() } }
      #expect(server.server.activities == [.idle])
      let connection = try await FastCGIConnection.requesting(server.address)
      try await eventually("the request") { server.server.activities == [.responding("GET /")] }
      request.open()
      _ = try await connection.receiveResponse()
      try await eventually("the task") { server.server.activities == [.runningTask("mail")] }
      work.open()
      try await eventually("the task's end") { server.server.activities == [.idle] }
      server.server.stop()
      try await eventually("the worker's end") { server.server.activities == [.ended] }
    }
  }

  private func serving(
    workers: Int, respond: @escaping TestServer.Respond,
    _ body: nonisolated(nonsending) (TestServer) async throws -> Void
  ) async throws {
    try await TestServer.run(
      configuration: ServerConfiguration(workers: workers), respond: respond, body)
  }
}

/// Notes the thread before and after awaits, and in child tasks.
private func notePassing(_ threads: Recorded<pthread_t>) async {
  threads.append(currentThread())
  try? await Task.sleep(for: .milliseconds(5))
  threads.append(currentThread())
  await withTaskGroup(of: Void.self) { group in
    for _ in 0..<2 { group.addTask { threads.append(currentThread()) } }
  }
  await Task.yield()
  threads.append(currentThread())
}

private func currentThread() -> pthread_t { pthread_self() }
