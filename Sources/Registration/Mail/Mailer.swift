/// A receiver of messages that delivers them.
protocol Mailer: Sendable {
  /// Hands a message over for delivery.
  ///
  /// If it returns, the message was accepted, but not necessarily delivered yet.
  ///
  /// - Throws: an error that says why the message wasn't accepted.
  func send(_ message: EmailMessage) async throws
}
