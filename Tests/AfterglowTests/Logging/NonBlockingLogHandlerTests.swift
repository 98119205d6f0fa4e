import Logging
import Testing

@testable import Afterglow

@Suite struct NonBlockingLogHandlerTests {
  @Test func `an application logs through it unless somebody has chosen another handler`() {
    #expect(Application().logger.handler is NonBlockingLogHandler)
    #expect(Application().logger.label == "afterglow")
    let own = Logger(label: "own") { StreamLogHandler.standardError(label: $0) }
    #expect(Application(logger: own).logger.handler is StreamLogHandler)
  }

  @Test func `a logger's metadata and level are its own`() {
    var logger = Logger.nonBlocking(label: "test")
    let other = logger
    logger[metadataKey: "key"] = "value"
    logger.logLevel = .trace
    #expect(logger[metadataKey: "key"] == "value")
    #expect(other[metadataKey: "key"] == nil)
    #expect(other.logLevel == .info)
  }
}
