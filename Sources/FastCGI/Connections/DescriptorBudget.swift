/// Decides how many kept connections a process has descriptors for.
///
/// A pure value. Whatever the soft limit allows is left to handlers, tasks and the programs they start: kept connections get
/// descriptors above it, as far as the hard limit goes. Where the two are the same, kept connections get at most half of it.
struct DescriptorBudget: Equatable, Sendable {
  /// The most connections that a process keeps, however many descriptors it may have.
  static let mostKeptConnections = 4096

  /// What a process has open besides: the standard descriptors, sockets to listen on and report to, pipes, an epoll.
  private static let ownDescriptors = 16

  /// How many descriptors above the soft limit are for kept connections, those in a worker's hands included.
  let roomAboveSoftLimit: Int

  /// How many idle connections are kept at most.
  let keptConnectionLimit: Int

  /// How many idle connections there may be before no further one is accepted.
  ///
  /// It is beyond ``keptConnectionLimit`` by what workers may park at the same time, and by connections on which no request
  /// has come yet.
  let idleConnectionLimit: Int

  /// A budget for the limits of a process (getrlimit(2), `RLIMIT_NOFILE`) and its workers, each of which has a connection in
  /// hand.
  init(softLimit: Int, hardLimit: Int, workers: Int) {
    roomAboveSoftLimit = max(0, min(hardLimit - softLimit, Self.mostKeptConnections + workers))
    let above = max(0, roomAboveSoftLimit - workers)
    let below = max(0, softLimit / 2 - 2 * workers - Self.ownDescriptors)
    keptConnectionLimit = min(above + below, Self.mostKeptConnections)
    idleConnectionLimit = keptConnectionLimit + 2 * workers
  }

  /// The budget of this process.
  init(workers: Int) {
    let limits = DescriptorLimits.current
    self.init(softLimit: limits.soft, hardLimit: limits.hard, workers: workers)
  }

  /// What a web server that asks is told (FastCGI specification, section 4.1).
  func capacity(workers: Int) -> ServerCapacity {
    ServerCapacity(connections: keptConnectionLimit + workers, requests: workers)
  }
}

/// What a server really has, as a web server may ask (FastCGI specification, section 4.1).
struct ServerCapacity: Equatable, Sendable {
  /// The connections that are open at once: those with a worker, and those kept.
  let connections: Int

  /// The requests that are answered at once: one on each worker.
  let requests: Int
}
