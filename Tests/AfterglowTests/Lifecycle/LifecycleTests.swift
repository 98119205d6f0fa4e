import AfterglowTesting
import Logging
import Testing

@testable import Afterglow

@Suite(.timeLimit(.minutes(1))) struct LifecycleTests {
  private let journal = Journal()

  /// Runs until it is stopped, or ends or fails by itself.
  private struct TestCompanion: Companion {
    let name: String
    let journal: Journal
    var failure: TestError?
    var endsByItself = false
    private let stopped = AsyncStream<Void>.makeStream()

    init(_ name: String, _ journal: Journal, failure: TestError? = nil, endsByItself: Bool = false) {
      self.name = name
      self.journal = journal
      self.failure = failure
      self.endsByItself = endsByItself
    }

    func run() async throws {
      if let failure { throw failure }
      if endsByItself { return }
      for await _ in stopped.stream {}
      journal.write("\(name) ended")
    }

    func stop() async {
      journal.write("stop \(name)")
      stopped.continuation.finish()
    }
  }

  @Test func `What is done at the end is done in the reverse order, before values are disposed of`()
    async throws
  {
    let app = Application()
    let journal = journal
    app.provide(Int.self) {
      1
    } dispose: { _ in
      journal.write("disposed")
    }
    app.onStartup { dependencies in try await journal.write("start with \(dependencies[Int.self])") }
    app.onShutdown { dependencies in try await journal.write("first with \(dependencies[Int.self])") }
    app.onShutdown { journal.write("second") }
    try await app.start()
    try await app.shutDown()
    #expect(journal.entries == ["start with 1", "second", "first with 1", "disposed"])
  }

  @Test func `One that throws at the end doesn't keep the others from their turn`() async throws {
    let log = RecordedLog()
    let app = Application(logger: log.logger)
    let journal = journal
    app.onShutdown { journal.write("first") }
    app.onShutdown { throw TestError() }
    await #expect(throws: ShutdownError.self) { try await app.shutDown() }
    #expect(journal.entries == ["first"])
    #expect(log.lines(at: .error).count == 1)
  }

  @Test func `Companions are stopped after the body, the last one first, each when the one before has ended`()
    async throws
  {
    let journal = journal
    let companions = RunningCompanions([TestCompanion("a", journal), TestCompanion("b", journal)])
    try await companions.run { journal.write("body") }
    #expect(journal.entries == ["body", "stop b", "b ended", "stop a", "a ended"])
  }

  @Test(arguments: [true, false])
  func `One that ends before the body stops it, and is the error`(fails: Bool) async throws {
    let journal = journal
    let companions = RunningCompanions([
      TestCompanion("a", journal),
      TestCompanion("b", journal, failure: fails ? TestError() : nil, endsByItself: true),
    ])
    let error = await #expect(throws: CompanionError.self) {
      try await companions.run { try await Task.sleep(for: .seconds(3600)) }
    }
    #expect(error?.name == "b")
    #expect((error?.reason is TestError) == fails)
    #expect(journal.entries.contains("a ended"))
  }

  @Test func `What the body throws comes through when the companions have ended`() async throws {
    let journal = journal
    await #expect(throws: TestError.self) {
      try await RunningCompanions([TestCompanion("a", journal)]).run { throw TestError() }
    }
    #expect(journal.entries == ["stop a", "a ended"])
  }
}
