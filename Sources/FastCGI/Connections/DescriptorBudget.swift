/// The number of kept connections that a process has descriptors for.
///
/// Descriptors below the soft limit are left to handlers, tasks and the programs they start. Kept connections get
/// descriptors above it, up to the hard limit. If the two limits are the same, kept connections get at most half of
/// it.
struct DescriptorBudget: Equatable, Sendable {
  /// The largest number of connections that a process keeps, whatever its descriptor limits are.
  static let mostKeptConnections = 4096

  /// The number of other open descriptors: standard streams, sockets for listening and reporting, pipes, an epoll.
  private static let ownDescriptors = 16

  /// The number of descriptors above the soft limit for kept connections, including those that workers are serving.
  let roomAboveSoftLimit: Int

  /// The largest number of idle connections to keep.
  let keptConnectionLimit: Int

  /// The number of idle connections at which no further connection is accepted.
  ///
  /// It exceeds ``keptConnectionLimit``: workers may park connections at the same time, and on some connections no
  /// request has come yet.
  let idleConnectionLimit: Int

  /// Creates a budget from the limits of a process (getrlimit(2), `RLIMIT_NOFILE`).
  ///
  /// - Parameters:
  ///   - softLimit: the soft limit on descriptors.
  ///   - hardLimit: the hard limit on descriptors.
  ///   - workers: the number of workers, each of which serves one connection.
  init(softLimit: Int, hardLimit: Int, workers: Int) {
    roomAboveSoftLimit = max(0, min(hardLimit - softLimit, Self.mostKeptConnections + workers))
    let above = max(0, roomAboveSoftLimit - workers)
    let below = max(0, softLimit / 2 - 2 * workers - Self.ownDescriptors)
    keptConnectionLimit = min(above + below, Self.mostKeptConnections)
    idleConnectionLimit = keptConnectionLimit + 2 * workers
  }

  /// Creates the budget of this process.
  ///
  /// - Parameter workers: the number of workers.
  init(workers: Int) {
    let limits = DescriptorLimits.current
    self.init(softLimit: limits.soft, hardLimit: limits.hard, workers: workers)
  }

  /// Returns the capacity to report to a web server that asks for it (FastCGI specification, section 4.1).
  func capacity(workers: Int) -> ServerCapacity {
    ServerCapacity(connections: keptConnectionLimit + workers, requests: workers)
  }
}

/// The capacity of a server, which a web server may ask for (FastCGI specification, section 4.1).
struct ServerCapacity: Equatable, Sendable {
  /// The number of connections open at once: those that workers are serving and those that are kept.
  let connections: Int

  /// The number of requests answered at once: one on each worker.
  let requests: Int
}
