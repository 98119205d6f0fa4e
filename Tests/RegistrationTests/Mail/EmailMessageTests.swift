import Foundation
import Testing

@testable import Registration

@Suite struct EmailMessageTests {
  private static let fields = [
    "Date", "From", "To", "Subject", "Message-ID", "MIME-Version", "Content-Type",
    "Content-Transfer-Encoding",
    "Auto-Submitted",
  ]

  @Test(arguments: [EmailMessage.LineEnding.lineFeed, .carriageReturnLineFeed])
  func isReadByPythonAsItWasComposed(_ lineEnding: EmailMessage.LineEnding) async throws {
    let message = try EmailMessage.sample(body: "Grüße, Ada\n\nAccount created\n")
    let read = try await ReferenceMessage(parsing: message, lineEnding: lineEnding)
    #expect(read.names == Self.fields)
    #expect(read.value("From") == "registration@example.com")
    #expect(read.value("To") == "ada@example.org")
    #expect(read.value("Date") == "Mon, 23 Nov 2026 05:00:00 +0000")
    #expect(read.value("Message-ID") == message.messageID)
    #expect(read.value("Auto-Submitted") == "auto-generated")
    #expect(read.value("Content-Type") == "text/plain; charset=\"utf-8\"")
    #expect(read.body == message.body)
    #expect(read.defects == [])
  }

  @Test(
    arguments: [
      "Welcome\r\nBcc: eve@example.net", "Welcome\nBcc: eve@example.net", "Welcome\rBcc: eve@example.net",
      "Welcome\0", "Welcome\u{85}Bcc: eve@example.net", "Welcome\u{2028}Bcc: eve@example.net", "\n",
      "\r\n\r\nbody",
    ])
  func refusesASubjectOfSeveralLines(_ subject: String) {
    #expect(throws: InvalidEmailSubject.self) { try EmailMessage.sample(subject: subject) }
  }

  @Test(
    arguments: [
      "Hello", "", " spaces at the ends ", "Grüße aus Zürich", "Regards: 100 % = \"done\"",
      "=?utf-8?Q?Hi=0D=0ABcc:_eve@example.net?=", "=?utf-8?B?DQpCY2M6IGV2ZUBleGFtcGxlLm5ldA==?=",
      String(repeating: "a", count: 69), String(repeating: "a", count: 70),
      String(repeating: "long words ", count: 90),
      String(repeating: "Žluťoučký kůň 日本語 👩‍👩‍👧‍👦 ", count: 30), String(repeating: "é", count: 200),
      "a" + String(repeating: "日", count: 100), "ab" + String(repeating: "👍🏽", count: 100),
    ])
  func givesTheSubjectBackToPython(_ subject: String) async throws {
    let read = try await ReferenceMessage(parsing: .sample(subject: subject))
    #expect(read.subject == subject)
    #expect(read.names == Self.fields)
    #expect(read.defects == [])
  }

  @Test func foldsLongSubjectsIntoWholeCharactersPerWord() throws {
    let subject = String(repeating: "Ž日👍", count: 60)
    let lines = try EmailMessage.sample(subject: subject).text(lineEnding: .lineFeed).split(separator: "\n")
      .filter { $0.contains("=?utf-8?B?") }
    #expect(lines.count > 5)
    #expect(lines.allSatisfy { $0.utf8.count <= 76 })
    let words = lines.compactMap { $0.split(separator: "?").dropFirst(3).first.map(String.init) }
    let decoded = try words.map { try #require(Data(base64Encoded: $0)) }
    #expect(decoded.allSatisfy { String(validating: $0, as: UTF8.self) != nil })
    #expect(decoded.map { String(decoding: $0, as: UTF8.self) }.joined() == subject)
  }

  @Test func hasOneMessageIDPerMessage() throws {
    let identifiers = try (0..<100).map { _ in try EmailMessage.sample().messageID }
    #expect(Set(identifiers).count == 100)
    #expect(identifiers.allSatisfy { $0.hasPrefix("<") && $0.hasSuffix("@example.com>") })
  }

  @Test func endsEveryLineAsAsked() throws {
    let message = try EmailMessage.sample(body: "one\r\ntwo\nthree")
    #expect(!message.text(lineEnding: .lineFeed).utf8.contains(UInt8(ascii: "\r")))
    let text = message.text(lineEnding: .carriageReturnLineFeed)
    #expect(text.hasSuffix("\r\n\r\none\r\ntwo\r\nthree\r\n"))
    #expect(text.unicodeScalars.count { $0 == "\n" } == text.unicodeScalars.count { $0 == "\r" })
  }

  @Test func bodyCannotAddHeaderFields() async throws {
    let read = try await ReferenceMessage(parsing: .sample(body: "Bcc: eve@example.net\n\nText\n"))
    #expect(read.names == Self.fields)
    #expect(read.body == "Bcc: eve@example.net\n\nText\n")
  }

  @Test func isASCIIWhateverItSays() throws {
    let text = try EmailMessage.sample(subject: "日本", body: "日本\0\u{7}\n").text(lineEnding: .lineFeed)
    #expect(text.utf8.allSatisfy { $0 == 10 || (32...126).contains($0) })
  }
}
