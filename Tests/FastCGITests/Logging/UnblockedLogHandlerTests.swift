import AfterglowTesting
import Logging
import Synchronization
import Testing

@testable import FastCGI

@Suite(.timeLimit(.minutes(1))) struct UnblockedLogHandlerTests {
  /// A log handler that can be held up, as one whose reader has stalled.
  private final class Written: Sendable {
    private let lines = Monitor<[String]>([])
    private let isHeldUp = Monitor(false)

    var all: [String] { lines.withLock { $0 } }

    func holdUp(_ value: Bool) {
      isHeldUp.withLock { $0 = value }
      isHeldUp.wakeAll()
    }

    func write(_ line: String) {
      isHeldUp.wait { $0 ? nil : () }
      lines.withLock { $0.append(line) }
    }
  }

  private struct Handler: LogHandler {
    let written: Written
    var metadataProvider: Logger.MetadataProvider?
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.info

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
      let all = metadata.merging(event.metadata ?? [:]) { $1 }
      let pairs = all.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value) " }.joined()
      written.write(pairs + event.message.description)
    }
  }

  private func logger(_ written: Written, provider: Logger.MetadataProvider? = nil) -> Logger {
    let handler = UnblockedLogHandler(
      handler: Handler(written: written, metadataProvider: provider), courier: LogCourier())
    return Logger(label: "test") { _ in handler }
  }

  @Test func `lines are written in order before whoever logs goes on`() {
    let written = Written()
    let logger = logger(written)
    for number in 0..<100 { logger.info("\(number)") }
    // The last one may be on its way if the machine is too busy for that.
    #expect((0..<100).map { "\($0)" }.starts(with: written.all))
  }

  @Test func `a handler that is held up holds nobody up, and writes everything when it goes on`() async throws
  {
    let written = Written()
    let logger = logger(written)
    written.holdUp(true)
    let time = ContinuousClock().measure { for number in 0..<500 { logger.info("\(number)") } }
    #expect(time < UnblockedLogHandler.longestWait * 100)
    #expect(written.all.isEmpty)
    written.holdUp(false)
    try await eventually("all lines", within: .seconds(30)) { written.all.count == 500 }
    #expect(written.all == (0..<500).map { "\($0)" })
  }

  @Test func `what waits is bounded`() async throws {
    let written = Written()
    let logger = logger(written)
    written.holdUp(true)
    for number in 0..<3000 { logger.info("\(number)") }
    written.holdUp(false)
    try await eventually("the lines", within: .seconds(30)) { written.all.count >= LogCourier.capacity }
    #expect(written.all.count <= LogCourier.capacity + 2)
  }

  @TaskLocal private static var place = "nowhere"

  @Test func `metadata, level and what a provider says where it is logged are kept`() async throws {
    let written = Written()
    var logger = logger(written, provider: Logger.MetadataProvider { ["place": "\(Self.place)"] })
    logger[metadataKey: "key"] = "value"
    logger.logLevel = .notice
    Self.$place.withValue("here") {
      logger.info("not this")
      logger.notice("this")
    }
    try await eventually("the line", within: .seconds(30)) { !written.all.isEmpty }
    #expect(written.all == ["key=value place=here this"])
  }

  @Test func `a handler that never waits is left as it is`() {
    struct Quick: LogHandler, NonBlockingLogging {
      var metadata: Logger.Metadata = [:]
      var logLevel = Logger.Level.info
      subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
      }
      func log(event: LogEvent) {}
    }
    #expect(Logger(label: "test") { _ in Quick() }.unblocked.handler is Quick)
    let written = Written()
    let wrapped = Logger(label: "test") { _ in Handler(written: written) }.unblocked
    #expect(wrapped.handler is UnblockedLogHandler)
    #expect(wrapped.unblocked.handler is UnblockedLogHandler)
  }
}
