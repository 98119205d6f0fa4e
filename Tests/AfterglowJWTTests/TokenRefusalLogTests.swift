import Afterglow
import HTTPTypes
import JWTKit
import Logging
import Synchronization
import Testing

@testable import AfterglowJWT

/// What the log has of a token that was refused.
@Suite struct TokenRefusalLogTests {
  /// The reasons that a service logs, as its log handler is given them.
  private static func reasons(forTokens tokens: [String]) async throws -> [String] {
    let log = ReasonLog()
    let service = OrdersService(
      await OrdersService.secretKeys(), logger: Logger(label: "test") { _ in ReasonLogHandler(log: log) })
    for token in tokens { #expect(try await service.status(of: token) == .unauthorized) }
    return log.reasons.withLock { $0 }
  }

  private static func token(header: String) -> String { header.base64URL + ".e30.AAAA" }

  @Test(arguments: [
    #"{"alg":"x\u001b[31m\nnotice forged"}"#, #"{"alg":"\u202egnp.exe"}"#,
    #"{"alg":"HS256","kid":"\r\nforged \u0007"}"#,
  ])
  func `Nothing that a client put into the token's header can forge a line`(header: String) async throws {
    let reasons = try await Self.reasons(forTokens: [Self.token(header: header)])
    #expect(reasons.count == 1)
    let isPrintable = reasons.allSatisfy { $0.utf8.allSatisfy { (0x20...0x7E).contains($0) } }
    #expect(isPrintable, "\(reasons)")
  }

  @Test func `A long header is cut`() async throws {
    let long = String(repeating: "x", count: 5000)
    let reasons = try await Self.reasons(
      forTokens: [
        Self.token(header: #"{"alg":"\#(long)"}"#), Self.token(header: #"{"alg":"HS256","kid":"\#(long)"}"#),
      ])
    #expect(reasons.map { $0.utf8.count <= 300 } == [true, true])
  }

  @Test func `The log has neither the token nor its signature`() async throws {
    let other = await OrdersService.secretKeys("another secret of at least 32 characters")
    let token = try await other.sign(TestClaims())
    let reason = try #require(try await Self.reasons(forTokens: [token]).first)
    for part in token.split(separator: ".") { #expect(!reason.contains(part)) }
  }
}

private final class ReasonLog: Sendable {
  let reasons = Mutex<[String]>([])
}

/// Keeps the reasons for which tokens were refused.
private struct ReasonLogHandler: LogHandler {
  let log: ReasonLog
  var metadata: Logger.Metadata = [:]
  var logLevel = Logger.Level.info

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    guard event.message == "A token was refused.", let error = event.metadata?["error"] else { return }
    log.reasons.withLock { $0.append("\(error)") }
  }
}
