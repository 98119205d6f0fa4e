/// The way in which a peer ended a connection.
public enum EndOfStream: Hashable, Sendable {
  /// A close in order, after all its bytes have been received.
  case closed
  /// A reset, which a close with unread bytes also causes.
  case reset
}
