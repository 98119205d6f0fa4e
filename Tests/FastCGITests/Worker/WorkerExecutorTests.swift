import Glibc
import Testing

@testable import FastCGI

@Suite(.timeLimit(.minutes(1))) struct WorkerExecutorTests {
  @Test func itsThreadBlocksSignalsEvenIfItsCreatorDoesNot() async throws {
    let executor = WorkerExecutor()
    try startWithoutBlockedSignals(executor)
    let blocked = await Task(executorPreference: executor) {
      [SIGTERM, SIGINT, SIGHUP, SIGCHLD, SIGPIPE, SIGSEGV].map(isBlocked)
    }.value
    executor.stop()
    // libfcgi takes an interrupted call for a failed one; a fault has to end the process where it is.
    #expect(blocked == [true, true, true, true, true, false])
  }

  @Test func itRunsJobsInTheirOrder() async throws {
    let executor = WorkerExecutor()
    let numbers = Recorded<Int>()
    let tasks = (0..<100).map { number in
      Task(executorPreference: executor) { numbers.append(number) }
    }
    try executor.start()
    for task in tasks { await task.value }
    executor.stop()
    #expect(numbers.elements == Array(0..<100))
  }

  /// A thread inherits the mask of the one that creates it, and those of the pool block signals already.
  private func startWithoutBlockedSignals(_ executor: WorkerExecutor) throws {
    var (none, before) = (sigset_t(), sigset_t())
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    try executor.start()
  }
}

private func isBlocked(_ signal: Int32) -> Bool {
  var mask = sigset_t()
  pthread_sigmask(SIG_BLOCK, nil, &mask)
  return sigismember(&mask, signal) == 1
}
