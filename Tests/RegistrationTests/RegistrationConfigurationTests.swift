import Afterglow
import AfterglowTesting
import Foundation
import Testing

@testable import Registration

@Suite struct RegistrationConfigurationTests {
  private static func configuration(_ environment: [String: String]) throws -> RegistrationConfiguration {
    try RegistrationConfiguration(Application.settings(arguments: [], environment: environment))
  }

  @Test(arguments: [
    [:], ["REGISTRATION_DATA": "", "REGISTRATION_SENDMAIL": "", "REGISTRATION_ALLOW_CRASH": ""],
  ])
  func hasDefaults(_ environment: [String: String]) throws {
    let configuration = try Self.configuration(environment)
    #expect(configuration.dataFolder == "./data")
    #expect(configuration.sendmail == nil)
    #expect(!configuration.allowsCrash)
  }

  @Test func namesItsFilesInTheDataFolder() throws {
    let configuration = try Self.configuration(["REGISTRATION_DATA": "/srv/data/"])
    #expect(configuration.logFile == "/srv/data/log.txt")
    #expect(configuration.filesFolder == "/srv/data/files")
    #expect(configuration.outboxFolder == "/srv/data/outbox")
  }

  @Test func writesIntoTheOutboxWithoutACommand() throws {
    let configuration = try Self.configuration(["REGISTRATION_DATA": "/srv/data"])
    #expect(configuration.mailer as? OutboxMailer == OutboxMailer(folder: "/srv/data/outbox"))
  }

  @Test func sendsThroughTheCommand() throws {
    let configuration = try Self.configuration(["REGISTRATION_SENDMAIL": "/bin/sh -e"])
    let mailer = try #require(configuration.mailer as? SendmailMailer)
    #expect(mailer.command == (try SendmailCommand(parsing: "/bin/sh -e")))
    #expect(mailer.timeLimit == .seconds(30))
  }

  @Test(
    arguments: [
      ("REGISTRATION_SENDMAIL", "/no/such/command"), ("REGISTRATION_SENDMAIL", "sendmail"),
      ("REGISTRATION_SENDMAIL", " "), ("REGISTRATION_SENDMAIL", "/bin/sh 'x"),
      ("REGISTRATION_ALLOW_CRASH", "yes"),
    ])
  func namesTheVariableAndTheValueItRefuses(_ variable: String, _ value: String) {
    let error = #expect(throws: RegistrationConfigurationError.self) {
      try Self.configuration([variable: value])
    }
    #expect(error?.description.hasPrefix("\(variable)=\(value.debugDescription): ") == true)
  }

  @Test(arguments: [("1", true), ("0", false)])
  func allowsCrashesOnlyWhenAsked(_ value: String, _ allowed: Bool) throws {
    let configuration = try Self.configuration(["REGISTRATION_ALLOW_CRASH": value])
    #expect(configuration.allowsCrash == allowed)
  }

  @Test func createsItsFoldersWithTheirParents() throws {
    let folder = try TemporaryFolder()
    let configuration = try Self.configuration(["REGISTRATION_DATA": folder.path("a/b")])
    try configuration.prepareFolders()
    try configuration.prepareFolders()
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.path("a/b")).sorted() == ["files", "outbox"])
    #expect(try folder.mode("a/b/outbox") & ~0o750 == 0)
  }

  @Test func saysWhichFolderItCannotCreate() throws {
    let folder = try TemporaryFolder()
    try folder.write("", to: "file")
    let configuration = try Self.configuration(["REGISTRATION_DATA": folder.path("file/data")])
    let error = #expect(throws: FileError.self) { try configuration.prepareFolders() }
    #expect(error?.description.contains(folder.path("file/data")) == true)
  }
}
