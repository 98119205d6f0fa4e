#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The time-outs of sessions.
struct SessionLifetime: Sendable {
  /// The time that a session lasts without use.
  let idle: Duration

  /// The maximum time that a session lasts.
  let total: Duration

  init(idle: Duration, total: Duration) {
    precondition(idle > .zero && total > .zero, "A session's time-outs have to be longer than nothing.")
    self.idle = idle
    self.total = total
  }

  /// Returns the time at which a session ends if it isn't used before.
  func end(of record: SessionRecord) -> Date {
    min(
      record.lastUsed.addingTimeInterval(idle / .seconds(1)),
      record.created.addingTimeInterval(total / .seconds(1)))
  }

  /// Whether a use of the session should be noted; not every use, since each note is a write.
  func isUseWorthNoting(of record: SessionRecord, at now: Date) -> Bool {
    now >= record.lastUsed.addingTimeInterval(idle / .seconds(1) / 10)
  }
}
