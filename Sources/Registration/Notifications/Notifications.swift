/// The functions that the background tasks call after the response.
struct Notifications: Sendable {
  let mailer: any Mailer
  let log: NotificationLog

  /// Sends a message to a user by e-mail.
  func sendEmail(to address: EmailAddress, message: String) async throws {
    let email = try EmailMessage(
      from: EmailAddress("registration@example.org"), to: address,
      subject: "A notification from Registration ✓",
      body: message + "\n")
    try await mailer.send(email)
  }

  /// Appends a line about a notification of a user to the log file.
  func writeInFile(email address: EmailAddress) throws {
    try log.append(to: address)
  }

  /// Appends a line with a message to the log file.
  func writeInFile(message: String) throws {
    try log.append(message: message)
  }
}
