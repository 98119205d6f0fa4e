/// Whatever takes a message and sees to its delivery.
protocol Mailer: Sendable {
  /// Hands a message over.
  ///
  /// - Throws: An error that says why the message wasn't accepted. A return means that the message was
  ///   accepted for delivery, not that it has been delivered.
  func send(_ message: EmailMessage) async throws
}
