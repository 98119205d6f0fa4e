import AfterglowTesting
import FastCGI
import Logging
import Testing

@testable import Afterglow

@Suite(.timeLimit(.minutes(1))) struct ServingLifecycleTests {
  private struct FailingCompanion: Companion {
    let name = "pool"

    func run() async throws { throw TestError() }

    func stop() async {}
  }

  private let log = RecordedLog()

  private func configuration() -> ApplicationConfiguration {
    var configuration = ApplicationConfiguration()
    configuration.listen = .tcp(host: "127.0.0.1", port: 0)
    return configuration
  }

  @Test func `A companion that fails stops the serving, after which the shutdown is done`() async throws {
    let app = Application(logger: log.logger)
    let journal = Journal()
    app.add(companion: FailingCompanion())
    app.onStartup { journal.write("start") }
    app.onShutdown { journal.write("shutdown") }
    let error = await #expect(throws: CompanionError.self) { try await app.serve(configuration()) }
    #expect(error?.description == "pool, which runs beside the server, failed: TestError()")
    #expect(journal.entries == ["start", "shutdown"])
  }

  @Test func `A shutdown that fails is an error of the serving`() async throws {
    let app = Application(logger: log.logger)
    app.onShutdown { throw TestError() }
    let serving = Task { try await app.serve(configuration()) }
    try await eventually("the start") { log.lines.contains { $0.message == "Serving." } }
    serving.cancel()
    await #expect(throws: ShutdownError.self) { try await serving.value }
    #expect(log.lines(at: .error).map(\.message) == ["An action of onShutdown failed."])
  }
}
