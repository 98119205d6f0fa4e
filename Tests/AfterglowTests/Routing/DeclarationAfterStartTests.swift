import Afterglow
import Testing

/// What is declared after the start would never be served; a programmer hears of it at once.
@Suite struct DeclarationAfterStartTests {
  @Test func `a route ends the process with its file and line`() async throws {
    let result = try await #require(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let app = Application()
      try await app.start()
      app.get("/late") { "late" }
    }
    let log = String(decoding: result.standardErrorContent, as: UTF8.self)
    #expect(log.contains(/DeclarationAfterStartTests.swift:\d+: \/late is declared after the start/))
  }

  @Test func `so does one on an include, and so does middleware`() async {
    await #expect(processExitsWith: .failure) {
      let app = Application()
      let include = Include("/inner")
      app.add(include)
      try await app.start()
      include.get("/late") { "late" }
    }
    await #expect(processExitsWith: .failure) {
      let app = Application()
      try await app.start()
      app.beforeRequest { _ in }
    }
  }
}
