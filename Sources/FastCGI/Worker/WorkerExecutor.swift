#if canImport(Glibc)
  import Glibc
#endif

/// A task executor with one thread of its own, which is a worker's.
///
/// What the worker's Swift task awaits resumes on this thread; nothing of a request hops to the global pool.
final class WorkerExecutor: TaskExecutor, @unchecked Sendable {
  // because the jobs and the flag are only touched with `mutex` held, which a condition variable needs and
  // Synchronization's Mutex has none of.
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
  /// - Throws: ``SystemError`` if the system has no thread to give.
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

/// Blocks no signal in this thread, whatever the thread that made it blocks, as those of Swift's own pool do.
///
/// A program that a handler or task starts inherits what its thread blocks, by posix_spawn(3), system(3) and Foundation's
/// `Process` alike, and would never hear of a SIGTERM. To libfcgi a system call that a signal interrupts has failed, so
/// handlers of signals are installed with SA_RESTART (signal(7)), by ``ControlSignals`` and ``FastCGILibrary``.
private func unblockSignals() {
  var none = sigset_t()
  sigemptyset(&none)
  pthread_sigmask(SIG_SETMASK, &none, nil)
}
