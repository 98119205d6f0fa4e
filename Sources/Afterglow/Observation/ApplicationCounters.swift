import FastCGI
import HTTPTypes
import Synchronization

/// The counters of an application in this process, updated by all workers at once.
final class ApplicationCounters: Sendable {
  private let informational = Atomic(0)
  private let successful = Atomic(0)
  private let redirection = Atomic(0)
  private let clientError = Atomic(0)
  private let serverError = Atomic(0)
  private let handlerNanoseconds = Atomic(0)
  private let tasksRun = Atomic(0)
  private let tasksFailed = Atomic(0)
  private let tasksTimedOut = Atomic(0)
  private let taskNanoseconds = Atomic(0)

  func countResponse(_ status: HTTPResponse.Status, handledIn duration: Duration) {
    handlerNanoseconds.wrappingAdd(duration.wholeNanoseconds, ordering: .relaxed)
    switch status.code / 100 {
    case 1: informational.wrappingAdd(1, ordering: .relaxed)
    case 2: successful.wrappingAdd(1, ordering: .relaxed)
    case 3: redirection.wrappingAdd(1, ordering: .relaxed)
    case 4: clientError.wrappingAdd(1, ordering: .relaxed)
    default: serverError.wrappingAdd(1, ordering: .relaxed)
    }
  }

  /// Counts a task that had begun, whether or not a shutdown cancelled it.
  func countTask(_ outcome: BackgroundTaskOutcome) {
    tasksRun.wrappingAdd(1, ordering: .relaxed)
    taskNanoseconds.wrappingAdd(outcome.duration.wholeNanoseconds, ordering: .relaxed)
    switch outcome.result {
    case .failed: tasksFailed.wrappingAdd(1, ordering: .relaxed)
    case .timedOut: tasksTimedOut.wrappingAdd(1, ordering: .relaxed)
    case .succeeded, .cancelled, .notRun: break
    }
  }

  var status: ApplicationStatus {
    ApplicationStatus(
      responses: ApplicationStatus.Responses(
        informational: informational.load(ordering: .relaxed),
        successful: successful.load(ordering: .relaxed),
        redirection: redirection.load(ordering: .relaxed),
        clientError: clientError.load(ordering: .relaxed),
        serverError: serverError.load(ordering: .relaxed)),
      handlerSeconds: Double(handlerNanoseconds.load(ordering: .relaxed)) / 1e9,
      background: ApplicationStatus.Background(
        run: tasksRun.load(ordering: .relaxed), failed: tasksFailed.load(ordering: .relaxed),
        timedOut: tasksTimedOut.load(ordering: .relaxed),
        seconds: Double(taskNanoseconds.load(ordering: .relaxed)) / 1e9),
      droppedLogLines: NonBlockingLogHandler.droppedLineCount)
  }
}

extension Duration {
  /// The duration in whole nanoseconds, enough for 292 years.
  var wholeNanoseconds: Int {
    let (seconds, attoseconds) = components
    return Int(seconds) * 1_000_000_000 + Int(attoseconds / 1_000_000_000)
  }
}
