import Afterglow
import AfterglowTesting
import HTTPTypes
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(1))) struct InProcessServerTests {
  @Test func `the application is shut down when its tasks have run`() async throws {
    let events = Recording()
    try await TestServer.run(
      .inProcess(
        Application {
          $0.onStartup { events.add("startup") }
          $0.onShutdown { events.add("shutdown") }
          $0.get("/", background: BackgroundTask { events.add("task") }) { "ok" }
        })
    ) { server in
      _ = try await server.get("/")
      events.add("end of the test")
    }
    #expect(events.all == ["startup", "end of the test", "task", "shutdown"])
  }

  @Test func `a shutdown that fails fails the test`() async throws {
    let failure = await #expect(throws: ServerFailure.self) {
      try await TestServer.run(
        .inProcess(Application { $0.onShutdown { throw Wrong() } })
      ) { _ in }
    }
    #expect(failure?.underlyingError is ShutdownError)
  }

  @Test func `a handler that hangs is an error after the deadline`() async throws {
    let failure = await #expect(throws: ServerFailure.self) {
      try await TestServer.run(
        .inProcess(
          Application {
            // It doesn't care about being cancelled either.
            $0.get("/") { () in
              await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
                Hanging.shared.keep(continuation)
              }
              return "never"
            }
          })
      ) { server in
        _ = try await server.send(.get, "/", within: .milliseconds(50))
      }
    }
    let error = failure?.underlyingError as? ConnectionError
    #expect(error?.reason == .timedOut)
    Hanging.shared.release()
  }

  @Test func `an application that doesn't start is an error that says why`() async throws {
    let error = await #expect(throws: StartupError.self) {
      try await TestServer.run(.inProcess(Application { $0.onStartup { throw Wrong() } })) { _ in
        Issue.record("the closure ran without a service")
      }
    }
    #expect(error?.reason is Wrong)
  }
}

private struct Wrong: Error {}

private final class Recording: Sendable {
  private let events = Mutex<[String]>([])
  var all: [String] { events.withLock { $0 } }
  func add(_ event: String) { events.withLock { $0.append(event) } }
}

private final class Hanging: Sendable {
  static let shared = Hanging()
  private let kept = Mutex<[CheckedContinuation<Void, Never>]>([])
  func keep(_ continuation: CheckedContinuation<Void, Never>) { kept.withLock { $0.append(continuation) } }
  func release() {
    kept.withLock { kept in
      for continuation in kept { continuation.resume() }
      kept = []
    }
  }
}

extension Application {
  /// An application with what the closure declares.
  fileprivate convenience init(_ declare: (Application) -> Void) {
    self.init()
    declare(self)
  }
}
