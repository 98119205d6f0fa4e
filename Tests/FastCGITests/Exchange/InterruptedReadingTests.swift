import AfterglowTesting
import FastCGI
import Foundation
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// A read of stdin that somebody ends, because the request has taken too long.
@Suite(.timeLimit(.minutes(1))) struct InterruptedReadingTests {
  @Test(arguments: [false, true])
  func `a read that waits ends, and a response can still be written`(overTCP: Bool) async throws {
    try await reading(overTCP: overTCP) { exchange, start in
      Task.detached {
        try await eventually("the read") { start.elements == ["reading"] }
        exchange.interruptReading()
      }
    }
  }

  @Test func `a read that has not begun does not begin`() async throws {
    try await reading { exchange, _ in exchange.interruptReading() }
  }

  @Test func `a read on a thread that blocks signals ends as well`() async throws {
    let events = Recorded<String>()
    try await TestServer.run { exchange, _ in
      Task.detached {
        try await eventually("the read") { events.elements == ["reading"] }
        exchange.interruptReading()
      }
      await withCheckedContinuation { continuation in
        let thread = Thread {
          Self.blockSignals()
          events.append("reading")
          do throws(ExchangeError) { _ = try exchange.readAllOfStdin() } catch { events.append("\(error)") }
          continuation.resume()
        }
        thread.start()
      }
      exchange.answer("late")
      return nil
    } _: { server in
      let connection = try await FastCGIConnection.requesting(server.address, endOfStdin: false)
      let response = try await connection.receiveResponse()
      #expect(response.text == "late")
      #expect(events.elements == ["reading", "\(ExchangeError.timedOut(.stdin))"])
    }
  }

  private static func blockSignals() {
    var all = sigset_t()
    sigfillset(&all)
    pthread_sigmask(SIG_SETMASK, &all, nil)
  }

  @Test func `a read of the worker's next request goes on`() async throws {
    let (late, whole) = (Recorded<RequestExchange>(), Recorded<Int>())
    try await TestServer.run { exchange, _ in
      if exchange.params["REQUEST_URI"] == "/late" { late.append(exchange) }
      whole.append((try? exchange.readAllOfStdin().count) ?? -1)
      exchange.answer("ok")
      return nil
    } _: { server in
      let first = try await FastCGIConnection.requesting(server.address, uri: "/late")
      _ = try await first.receiveResponse()
      let second = try await FastCGIConnection.requesting(server.address, endOfStdin: false)
      try await eventually("the next request") { server.server.activities != [.idle] }
      for _ in 0..<50 {
        late.elements.first?.interruptReading()
        try await second.sendStdin([1, 2])
      }
      try await second.finishStdin()
      let response = try await second.receiveResponse()
      #expect(response.text == "ok")
      #expect(whole.elements == [0, 100])
    }
  }

  /// Sends a request whose stdin doesn't come, and sees that reading it ends as soon as it is interrupted.
  private func reading(
    overTCP: Bool = false,
    interrupting interrupt: @escaping @Sendable (RequestExchange, Recorded<String>) -> Void
  ) async throws {
    let events = Recorded<String>()
    try await TestServer.run(overTCP: overTCP) { exchange, _ in
      interrupt(exchange, events)
      events.append("reading")
      do throws(ExchangeError) {
        _ = try exchange.readAllOfStdin()
      } catch {
        events.append("\(error == .timedOut(.stdin))")
      }
      exchange.answer("late")
      return nil
    } _: { server in
      let connection = try await FastCGIConnection.requesting(server.address, endOfStdin: false)
      let response = try await connection.receiveResponse(within: .seconds(8))
      #expect(response.text == "late")
      #expect(events.elements == ["reading", "true"])
    }
  }
}
