#if canImport(Glibc)
  import Glibc
#endif

/// A task executor with a single thread, which belongs to a worker.
///
/// The worker's Swift task resumes on this thread after each await; no part of a request runs on the global pool.
final class WorkerExecutor: TaskExecutor, @unchecked Sendable {
  // Unchecked is safe: the jobs and the flag are only accessed while `mutex` is held. Synchronization's Mutex can't
  // be used, as it has no condition variable.
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var jobs: [UnownedJob] = []
  private var isStopping = false

  init() {
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(condition, nil)
  }

  deinit {
    pthread_cond_destroy(condition)
    pthread_mutex_destroy(mutex)
    condition.deallocate()
    mutex.deallocate()
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    pthread_mutex_lock(mutex)
    jobs.append(job)
    pthread_cond_signal(condition)
    pthread_mutex_unlock(mutex)
  }

  /// Starts the thread, which runs until ``stop()``.
  ///
  /// - Throws: ``SystemError`` if no thread can be created.
  func start() throws(SystemError) {
    var thread = pthread_t()
    let number = pthread_create(&thread, nil, { executorThread($0) }, Unmanaged.passRetained(self).toOpaque())
    guard number == 0 else {
      Unmanaged.passUnretained(self).release()
      throw SystemError("pthread_create", number: number)
    }
    pthread_detach(thread)
  }

  /// Lets the thread end when no job is left.
  func stop() {
    pthread_mutex_lock(mutex)
    isStopping = true
    pthread_cond_signal(condition)
    pthread_mutex_unlock(mutex)
  }

  fileprivate func runUntilStopped() {
    while let batch = nextJobs() {
      for job in batch { job.runSynchronously(on: asUnownedTaskExecutor()) }
    }
  }

  private func nextJobs() -> [UnownedJob]? {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while jobs.isEmpty {
      if isStopping { return nil }
      pthread_cond_wait(condition, mutex)
    }
    defer { jobs.removeAll(keepingCapacity: true) }
    return jobs
  }
}

private func executorThread(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let argument else { return nil }
  let executor = Unmanaged<WorkerExecutor>.fromOpaque(argument).takeRetainedValue()
  unblockSignals()
  executor.runUntilStopped()
  return nil
}

/// Unblocks all signals in this thread, whatever the thread that created it blocks; threads of Swift's pool block
/// some.
///
/// A program that a handler or task starts inherits the thread's blocked signals, with posix_spawn(3), system(3) and
/// Foundation's `Process` alike, and would never get a SIGTERM. libfcgi treats an interrupted system call as failed.
/// Therefore signal handlers are installed with SA_RESTART (signal(7)); only ``ReadInterruption`` means to interrupt.
private func unblockSignals() {
  var none = sigset_t()
  sigemptyset(&none)
  pthread_sigmask(SIG_SETMASK, &none, nil)
}
