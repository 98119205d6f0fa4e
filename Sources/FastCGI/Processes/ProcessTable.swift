import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// The manager's processes by their numbers, from the decision to start them until their end.
final class ProcessTable: Sendable {
  private enum Entry {
    /// The process waits out a back-off or is about to run.
    case waiting(pause: Task<Void, Never>)
    /// The process got this signal before it ran.
    case signaledEarly(Int32)
    case running(pid_t)
  }

  private let entries = Mutex<[ProcessSupervision.Number: Entry]>([:])

  /// The system's ids of the running processes.
  var identifiers: [pid_t] {
    entries.withLock { entries in
      entries.values.compactMap { if case .running(let identifier) = $0 { identifier } else { nil } }
    }
  }

  /// Adds a process that is to be started after a delay.
  func add(_ number: ProcessSupervision.Number, after delay: Duration) {
    let pause = Task { if delay > .zero { try? await Task.sleep(for: delay) } }
    entries.withLock { $0[number] = .waiting(pause: pause) }
  }

  /// Waits until it is time to start a process.
  ///
  /// - Parameter number: the process's number.
  /// - Returns: whether to start it; `false` if it was signaled meanwhile.
  func waitForStart(of number: ProcessSupervision.Number) async -> Bool {
    guard let pause = pause(of: number) else { return false }
    await pause.value
    return self.pause(of: number) != nil
  }

  private func pause(of number: ProcessSupervision.Number) -> Task<Void, Never>? {
    entries.withLock { if case .waiting(let pause) = $0[number] { pause } else { nil } }
  }

  /// Records that a process runs, and sends it the signal that came during its start.
  func begin(_ number: ProcessSupervision.Number, as identifier: pid_t) {
    entries.withLock { entries in
      if case .signaledEarly(let signal) = entries[number] { kill(identifier, signal) }
      entries[number] = .running(identifier)
    }
  }

  /// Removes a process; this must happen before it is reaped, since its id may be reused afterwards.
  func remove(_ number: ProcessSupervision.Number) {
    entries.withLock { $0[number] = nil }
  }

  /// Sends a signal to a process, or ends its wait if it doesn't run yet.
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
