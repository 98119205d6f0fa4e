/// The end of a wait, and its start for failure messages.
package struct Deadline: Sendable {
  package let start: ContinuousClock.Instant
  package let end: ContinuousClock.Instant

  package init(within duration: Duration) {
    start = .now
    end = start.advanced(by: duration)
  }

  package var elapsed: Duration { start.duration(to: .now) }

  package var remaining: Duration { max(.zero, ContinuousClock.now.duration(to: end)) }

  package var hasPassed: Bool { ContinuousClock.now >= end }

  /// Whether a call must give up even if bytes are there.
  ///
  /// It is always `false` for a deadline without any time, so that a call can still take the bytes that are there.
  package var isOver: Bool { hasPassed && start < end }

  /// The remaining time for poll(2) in milliseconds, rounded up so that poll never returns before the deadline.
  package var remainingMilliseconds: Int32 {
    let (seconds, attoseconds) = remaining.components
    let milliseconds = seconds * 1_000 + attoseconds / 1_000_000_000_000_000 + 1
    return hasPassed ? 0 : Int32(clamping: milliseconds)
  }
}
