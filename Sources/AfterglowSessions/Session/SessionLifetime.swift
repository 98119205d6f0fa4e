#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// How long sessions last.
struct SessionLifetime: Sendable {
  /// How long one lasts without being used.
  let idle: Duration

  /// How long one lasts at most.
  let total: Duration

  init(idle: Duration, total: Duration) {
    precondition(idle > .zero && total > .zero, "A session's time-outs have to be longer than nothing.")
    self.idle = idle
    self.total = total
  }

  /// When a session ends unless it is used before.
  func end(of record: SessionRecord) -> Date {
    min(
      record.lastUsed.addingTimeInterval(idle / .seconds(1)),
      record.created.addingTimeInterval(total / .seconds(1)))
  }

  /// Whether it is time to note that a session was used; not at each request, as each note is a write.
  func isUseWorthNoting(of record: SessionRecord, at now: Date) -> Bool {
    now >= record.lastUsed.addingTimeInterval(idle / .seconds(1) / 10)
  }
}
