import Afterglow
import AfterglowTesting
import HTTPTypes
import Testing

/// Bodies of which nothing is as it should be.
@Suite(.timeLimit(.minutes(1))) struct HostileBodyTests {
  @Test func `a long body of the wrong shape is refused in a bounded time with a bounded answer`()
    async throws
  {
    try await expectBoundedRefusal(
      of: "[" + Array(repeating: "1", count: 20_000).joined(separator: ",") + "]")
  }

  @Test func `a long body of nested values of the wrong shape is refused in a bounded time`() async throws {
    let element = #"{"name":[[[[[[1]]]]]]}"#
    try await expectBoundedRefusal(
      of: "[" + Array(repeating: element, count: 2_000).joined(separator: ",") + "]")
  }

  @Test func `a deeply nested body of the wrong shape is refused in a bounded time`() async throws {
    try await expectBoundedRefusal(
      of: String(repeating: "[", count: 500) + String(repeating: "]", count: 500))
  }

  private func expectBoundedRefusal(of text: String) async throws {
    struct Item: Content { var name: String }
    let app = Application()
    app.post("/") { (items: [Item]) in "ok" }
    let start = ContinuousClock.now
    let exchange = try await InProcessClient(app).post("/", json: text)
    #expect(exchange.status == .badRequest)
    #expect(exchange.body.count < 500_000)
    #expect(start.duration(to: .now) < .seconds(10))
  }
}
