import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// The manager's processes by their numbers, from when their start is decided until they have ended.
final class ProcessTable: Sendable {
  private enum Entry {
    /// It waits out a back-off, or is about to run.
    case waiting(pause: Task<Void, Never>)
    /// It got this signal before it ran.
    case signaledEarly(Int32)
    case running(pid_t)
  }

  private let entries = Mutex<[ProcessSupervision.Number: Entry]>([:])

  /// The system's ids of those that run.
  var identifiers: [pid_t] {
    entries.withLock { entries in
      entries.values.compactMap { if case .running(let identifier) = $0 { identifier } else { nil } }
    }
  }

  /// Notes that a process is to be started, after a while.
  func add(_ number: ProcessSupervision.Number, after delay: Duration) {
    let pause = Task { if delay > .zero { try? await Task.sleep(for: delay) } }
    entries.withLock { $0[number] = .waiting(pause: pause) }
  }

  /// Waits until it is time to start a process.
  ///
  /// - Returns: whether it is still to be started; not if it was signaled meanwhile.
  func waitForStart(of number: ProcessSupervision.Number) async -> Bool {
    guard let pause = pause(of: number) else { return false }
    await pause.value
    return self.pause(of: number) != nil
  }

  private func pause(of number: ProcessSupervision.Number) -> Task<Void, Never>? {
    entries.withLock { if case .waiting(let pause) = $0[number] { pause } else { nil } }
  }

  /// Notes that a process runs, and passes on to it what it was to be told while it was being started.
  func begin(_ number: ProcessSupervision.Number, as identifier: pid_t) {
    entries.withLock { entries in
      if case .signaledEarly(let signal) = entries[number] { kill(identifier, signal) }
      entries[number] = .running(identifier)
    }
  }

  /// Forgets a process: before it is reaped, as its id is another's afterwards.
  func remove(_ number: ProcessSupervision.Number) {
    entries.withLock { $0[number] = nil }
  }

  /// Sends a process a signal, or ends its wait if it doesn't run yet.
  func signal(_ number: ProcessSupervision.Number, _ signal: Int32) {
    entries.withLock { entries in
      switch entries[number] {
      case .running(let identifier): kill(identifier, signal)
      case .waiting(let pause):
        entries[number] = .signaledEarly(signal)
        pause.cancel()
      case .signaledEarly: entries[number] = .signaledEarly(signal)
      case nil: break
      }
    }
  }
}
