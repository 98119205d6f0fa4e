import Synchronization

/// An event that happens once and that any number of tasks can wait for.
final class OneShotEvent: Sendable {
  private struct State {
    var hasHappened = false
    var waiting: [@Sendable () -> Void] = []
  }

  private let state = Mutex(State())

  func signal() {
    let waiting = state.withLock { state in
      state.hasHappened = true
      defer { state.waiting = [] }
      return state.waiting
    }
    for action in waiting { action() }
  }

  var isSignaled: Bool { state.withLock { $0.hasHappened } }

  /// Runs an action when the event happens, on the thread that signals it; at once if it has already happened.
  func whenSignaled(_ action: @escaping @Sendable () -> Void) {
    let isOver = state.withLock { state in
      if !state.hasHappened { state.waiting.append(action) }
      return state.hasHappened
    }
    if isOver { action() }
  }

  func wait() async {
    await withCheckedContinuation { continuation in
      whenSignaled { continuation.resume() }
    }
  }

  /// Waits until this event or the other one happens, or the duration has passed.
  ///
  /// - Parameters:
  ///   - duration: the longest time to wait; unlimited by default.
  ///   - other: the other event.
  /// - Returns: whether this event has happened.
  func wait(for duration: Duration? = nil, orUntil other: OneShotEvent) async -> Bool {
    let woken = OneShotEvent()
    // A closure registered on an event that never happens lives as long as the event.
    for event in [self, other] { event.whenSignaled { woken.signal() } }
    let onTimeout = duration.map { duration in
      Task {
        try? await Task.sleep(for: duration)
        woken.signal()
      }
    }
    await woken.wait()
    onTimeout?.cancel()
    return isSignaled
  }
}
