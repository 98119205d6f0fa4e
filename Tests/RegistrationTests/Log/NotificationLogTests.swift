import AfterglowTesting
import Foundation
import Testing

@testable import Registration

@Suite struct NotificationLogTests {
  private let folder: TemporaryFolder
  private let log: NotificationLog
  private let now = Date(timeIntervalSince1970: 1_795_410_000.9)

  init() throws {
    folder = try TemporaryFolder()
    log = NotificationLog(path: folder.path("log.txt"))
  }

  @Test func writesTimeAndAddress() throws {
    try log.append(to: EmailAddress("ada@example.org"), now: now)
    #expect(try folder.text("log.txt") == "Notification sent @ 2026-11-23 05:00:00 to: ada@example.org\n")
  }

  @Test func writesOnlyTheTimeWithoutAnAddress() throws {
    try log.append(now: now)
    #expect(try folder.text("log.txt") == "Notification sent @ 2026-11-23 05:00:00\n")
  }

  @Test func writesTheMessageItIsGiven() throws {
    try log.append(message: "Account created", now: now)
    #expect(try folder.text("log.txt") == "Notification sent @ 2026-11-23 05:00:00 : Account created\n")
  }

  @Test func keepsAMessageOnOneLine() throws {
    try log.append(message: "a\nNotification sent @ 1970\r\u{1B}[2J\u{2028}é", now: now)
    let text = try folder.text("log.txt")
    #expect(text.hasSuffix(" : a\\nNotification sent @ 1970\\r\\u{1B}[2J\\u{2028}é\n"))
    #expect(text.split(separator: "\n").count == 1)
  }

  @Test func addsToWhatIsThere() throws {
    try folder.write("first\n", to: "log.txt")
    try log.append(now: now)
    #expect(try folder.text("log.txt").hasPrefix("first\nNotification sent @ "))
  }

  @Test func beginsALineOfItsOwnBehindHalfAnother() throws {
    try folder.write("first\nNotification se", to: "log.txt")
    try log.append(now: now)
    #expect(
      try folder.text("log.txt")
        == "first\nNotification se\nNotification sent @ 2026-11-23 05:00:00\n")
  }

  @Test func createsAFileThatOthersCannotRead() throws {
    try log.append(now: now)
    #expect(try folder.mode("log.txt") & 0o007 == 0)
  }

  @Test func keepsLinesWholeWhenManyTasksAppend() async throws {
    let message = String(repeating: "x", count: 3000)
    try await withThrowingTaskGroup { group in
      for _ in 0..<8 {
        group.addTask { for _ in 0..<50 { try log.append(message: message, now: now) } }
      }
      try await group.waitForAll()
    }
    let lines = try folder.text("log.txt").split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count == 401)
    #expect(Set(lines) == ["Notification sent @ 2026-11-23 05:00:00 : \(message)", ""])
  }

  @Test func saysWhichFolderIsMissing() throws {
    let missing = NotificationLog(path: folder.path("missing/log.txt"))
    let error = #expect(throws: FileError.self) { try missing.append(now: now) }
    #expect(error?.description.contains(missing.path) == true)
    #expect(error?.reason.contains("No such file") == true)
  }

  @Test func reportsAFullDisk() {
    let error = #expect(throws: FileError.self) { try NotificationLog(path: "/dev/full").append(now: now) }
    #expect(error?.reason.contains("No space left") == true)
  }
}
