import Afterglow
import Glibc
import SystemPackage

/// The configuration that an administrator sets, usually with environment variables.
struct RegistrationConfiguration: Hashable, Sendable {
  /// The folder for all files that the service writes, from `REGISTRATION_DATA`; `./data` by default.
  let dataFolder: String
  /// The command that accepts messages, from `REGISTRATION_SENDMAIL`; `nil` by default.
  let sendmail: SendmailCommand?
  /// The file of users and password hashes, from `REGISTRATION_USERS`; `nil` by default, for a single user for
  /// development.
  let usersFile: String?
  /// Whether `GET /crash` exists, from `REGISTRATION_ALLOW_CRASH`; `false` by default.
  let allowsCrash: Bool

  /// Reads the service's settings: `registration.data` is `REGISTRATION_DATA` in the environment, and so on.
  ///
  /// An empty value counts as unset.
  ///
  /// - Throws: `RegistrationConfigurationError` for the first value that can't be used.
  init(_ settings: ConfigReader) throws(RegistrationConfigurationError) {
    let settings = settings.scoped(to: "registration")
    let data = settings.string(forKey: "data", default: "")
    dataFolder = data.isEmpty ? "./data" : data
    sendmail = try Self.sendmail(settings.string(forKey: "sendmail", default: ""))
    let users = settings.string(forKey: "users", default: "")
    usersFile = users.isEmpty ? nil : users
    allowsCrash = try Self.flag(
      "REGISTRATION_ALLOW_CRASH", settings.string(forKey: "allowCrash", default: ""))
  }

  /// The file that gets one line per notification.
  var logFile: String { path("log.txt") }
  /// The folder of uploaded files.
  var filesFolder: String { path("files") }
  /// The folder for messages, used without a command.
  var outboxFolder: String { path("outbox") }

  /// The log in `logFile`.
  var notificationLog: NotificationLog { NotificationLog(path: logFile) }

  /// The mailer, which delivers through `sendmail`, or into `outboxFolder` without a command.
  var mailer: any Mailer {
    if let sendmail { SendmailMailer(command: sendmail) } else { OutboxMailer(folder: outboxFolder) }
  }

  /// Creates missing folders and their parents, with mode 0750 minus the umask, and removes files that a dead process
  /// has left behind in them.
  ///
  /// - Throws: `FileError` if a folder can't be created or read.
  func prepareFolders() throws(FileError) {
    for folder in [dataFolder, filesFolder, outboxFolder] {
      try Self.createFolder(FilePath(folder))
    }
    for folder in [filesFolder, outboxFolder] {
      try FileError.wrapping("look for stale drafts in", folder, advice: Self.folderAdvice) {
        _ = try FileFolder(folder).removeStaleDrafts()
      }
    }
  }

  private func path(_ name: String) -> String { FilePath(dataFolder).appending(name).string }
}

extension RegistrationConfiguration {
  private static func sendmail(_ value: String) throws(RegistrationConfigurationError) -> SendmailCommand? {
    guard !value.isEmpty else { return nil }
    let command: SendmailCommand
    do {
      command = try SendmailCommand(parsing: value)
    } catch {
      throw RegistrationConfigurationError(
        variable: "REGISTRATION_SENDMAIL", value: value, reason: error.reason,
        advice: "Set the path of a sendmail compatible command, or leave it empty to use the outbox folder.")
    }
    guard access(command.executable, X_OK) == 0 else {
      throw RegistrationConfigurationError(
        variable: "REGISTRATION_SENDMAIL", value: value,
        reason: "\(command.executable): \(Errno(rawValue: errno))",
        advice: "Install the command, or leave the variable empty to use the outbox folder.")
    }
    return command
  }

  private static func flag(_ variable: String, _ value: String) throws(RegistrationConfigurationError) -> Bool
  {
    switch value {
    case "1", "true": true
    case "", "0", "false": false
    default:
      throw RegistrationConfigurationError(
        variable: variable, value: value, reason: "it is neither 1 nor 0",
        advice: "Set 1 to allow it, or leave it unset.")
    }
  }

  private static let folderAdvice =
    "Name a folder in REGISTRATION_DATA that the service may create and write to."

  private static func createFolder(_ folder: FilePath) throws(FileError) {
    try FileError.wrapping("create the folder", folder.string, advice: folderAdvice) {
      guard mkdir(folder.string, 0o750) != 0, errno != EEXIST else { return }
      let parent = folder.removingLastComponent()
      guard errno == ENOENT, !parent.isEmpty, parent != folder else { throw Errno(rawValue: errno) }
      try createFolder(parent)
      // Another process of the service may have created it in the meantime.
      guard mkdir(folder.string, 0o750) == 0 || errno == EEXIST else { throw Errno(rawValue: errno) }
    }
  }
}

/// The error of an environment variable whose value can't be used.
struct RegistrationConfigurationError: Error, Hashable, CustomStringConvertible {
  let variable: String
  let value: String
  let reason: String
  /// The remedy.
  let advice: String

  var description: String { "\(variable)=\(value.debugDescription): \(reason). \(advice)" }
}
