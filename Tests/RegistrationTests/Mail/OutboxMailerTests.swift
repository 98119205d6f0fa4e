import AfterglowTesting
import Foundation
import Testing

@testable import Registration

@Suite struct OutboxMailerTests {
  private let folder: TemporaryFolder
  private let mailer: OutboxMailer

  init() throws {
    folder = try TemporaryFolder()
    mailer = OutboxMailer(folder: folder.path)
  }

  @Test func writesOneFileNamedByItsTime() async throws {
    let message = try EmailMessage.sample()
    try await mailer.send(message)
    let names = try folder.names()
    let name = try #require(names.first)
    #expect(names.count == 1)
    #expect(name.wholeMatch(of: /20261123T050000Z-[0-9a-f-]{36}\.eml/) != nil)
    #expect(try folder.text(name) == message.text(lineEnding: .carriageReturnLineFeed))
  }

  @Test func writesFilesThatOthersCannotRead() async throws {
    try await mailer.send(.sample())
    let name = try #require(try folder.names().first)
    #expect(try folder.mode(name) & ~0o640 == 0)
  }

  @Test func keepsTwoMessagesOfTheSameMomentApart() async throws {
    let message = try EmailMessage.sample()
    try await mailer.send(message)
    try await mailer.send(message)
    #expect(try folder.names().count == 2)
  }

  @Test func showsOnlyWholeMessages() async throws {
    let message = try EmailMessage.sample(body: String(repeating: "0123456789\n", count: 30_000))
    let size = message.text(lineEnding: .carriageReturnLineFeed).utf8.count
    async let sending: Void = { for _ in 0..<5 { try await mailer.send(message) } }()
    var complete = 0
    while complete < 5 {
      let sizes = try folder.names().filter { $0.hasSuffix(".eml") }.map { name in
        try #require(FileManager.default.attributesOfItem(atPath: folder.path(name))[.size] as? Int)
      }
      #expect(sizes.allSatisfy { $0 == size })
      complete = sizes.count
      await Task.yield()
    }
    try await sending
    #expect(try folder.names().count == 5)
  }

  @Test func saysWhichFileItCannotWrite() async throws {
    let mailer = OutboxMailer(folder: folder.path("missing"))
    let error = await #expect(throws: FileError.self) { try await mailer.send(.sample()) }
    #expect(error?.path.hasPrefix(folder.path("missing/")) == true)
    #expect(error?.reason.contains("No such file") == true)
  }
}
