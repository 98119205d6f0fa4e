/// How a peer ended a connection.
public enum EndOfStream: Hashable, Sendable {
  /// In order: everything it sent has been received.
  case closed
  /// By a reset, which is also what a close with unread bytes looks like.
  case reset
}
