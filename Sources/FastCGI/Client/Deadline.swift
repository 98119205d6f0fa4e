/// The end of a wait, with its beginning for failure messages.
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

  /// Whether a call has to give up even if bytes are there; one with no time at all takes what is there.
  package var isOver: Bool { hasPassed && start < end }

  /// The remaining time for poll(2), rounded up so that the deadline is never missed early.
  package var remainingMilliseconds: Int32 {
    let (seconds, attoseconds) = remaining.components
    let milliseconds = seconds * 1_000 + attoseconds / 1_000_000_000_000_000 + 1
    return hasPassed ? 0 : Int32(clamping: milliseconds)
  }
}
