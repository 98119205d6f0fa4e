import Glibc
import Testing

@testable import FastCGI

@Suite(.timeLimit(.minutes(1))) struct WorkerExecutorTests {
  @Test func itsThreadBlocksNoSignalEvenIfItsCreatorDoes() async throws {
    let executor = WorkerExecutor()
    try startWithBlockedSignals(executor)
    let blocked = await Task(executorPreference: executor) {
      [SIGTERM, SIGINT, SIGHUP, SIGCHLD, SIGPIPE, SIGSEGV].map(isBlocked)
    }.value
    executor.stop()
    // What a worker starts would inherit it.
    #expect(blocked == [false, false, false, false, false, false])
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

  /// A thread inherits the mask of the one that creates it.
  private func startWithBlockedSignals(_ executor: WorkerExecutor) throws {
    var (all, before) = (sigset_t(), sigset_t())
    sigfillset(&all)
    pthread_sigmask(SIG_SETMASK, &all, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    try executor.start()
  }
}

private func isBlocked(_ signal: Int32) -> Bool {
  var mask = sigset_t()
  pthread_sigmask(SIG_BLOCK, nil, &mask)
  return sigismember(&mask, signal) == 1
}
