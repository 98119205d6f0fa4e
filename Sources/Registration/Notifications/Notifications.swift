/// What happens after the response: the functions that the background tasks call.
struct Notifications: Sendable {
  let mailer: any Mailer
  let log: NotificationLog

  /// E-mails a message to a user.
  func sendEmail(to address: EmailAddress, message: String) async throws {
    let email = try EmailMessage(
      from: EmailAddress("registration@example.org"), to: address,
      subject: "A notification from Registration ✓",
      body: message + "\n")
    try await mailer.send(email)
  }

  /// Writes into the log file that a user has been notified.
  func writeInFile(email address: EmailAddress) throws {
    try log.append(to: address)
  }

  /// Writes a line with a message of its own into the log file.
  func writeInFile(message: String) throws {
    try log.append(message: message)
  }
}
