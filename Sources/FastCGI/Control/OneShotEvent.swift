import Synchronization

/// Something that happens once and that any number of tasks can wait for.
final class OneShotEvent: Sendable {
  private struct State {
    var hasHappened = false
    var waiting: [CheckedContinuation<Void, Never>] = []
  }

  private let state = Mutex(State())

  func signal() {
    let waiting = state.withLock { state in
      state.hasHappened = true
      defer { state.waiting = [] }
      return state.waiting
    }
    for continuation in waiting { continuation.resume() }
  }

  var isSignaled: Bool { state.withLock { $0.hasHappened } }

  func wait() async {
    await withCheckedContinuation { continuation in
      let isOver = state.withLock { state in
        if !state.hasHappened { state.waiting.append(continuation) }
        return state.hasHappened
      }
      if isOver { continuation.resume() }
    }
  }

  /// Waits for no longer than the duration.
  ///
  /// Returns whether it has happened.
  func wait(for duration: Duration) async -> Bool {
    let woken = OneShotEvent()
    let onHappening = Task {
      await wait()
      woken.signal()
    }
    let onTimeout = Task {
      try? await Task.sleep(for: duration)
      woken.signal()
    }
    await woken.wait()
    onHappening.cancel()
    onTimeout.cancel()
    return isSignaled
  }
}
