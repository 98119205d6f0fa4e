#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What one process is doing and has done, as it was at one moment.
///
/// Counts begin at 0 with the process. They are read one after another while the workers go on, so that two of them may
/// be a request apart.
public struct ProcessStatus: Codable, Equatable, Sendable {
  /// The system's id of the process.
  public var processIdentifier: Int32

  /// When the server was made.
  public var startedAt: Date

  /// The moment this was so.
  public var takenAt: Date

  /// What each worker is doing, in the order of their numbers.
  public var workers: [WorkerStatus]

  /// How many connections have been accepted.
  ///
  /// With `FCGI_KEEP_CONN` one connection brings many requests, so it grows more slowly than ``answeredRequests``.
  public var acceptedConnections: Int

  /// How many requests have been answered.
  public var answeredRequests: Int

  /// How many kept connections wait for their next request.
  public var idleConnections: Int

  /// How many idle connections the process keeps at most.
  ///
  /// Past it a connection is closed after its request, so that handlers and tasks have descriptors left. An idle connection
  /// is never closed for it.
  public var keptConnectionLimit: Int

  /// How many connections are in a worker's hands: a request is being received or answered on each.
  ///
  /// A worker that runs background tasks has given its connection back.
  public var activeConnections: Int

  /// A status.
  public init(
    processIdentifier: Int32, startedAt: Date, takenAt: Date, workers: [WorkerStatus] = [],
    acceptedConnections: Int = 0, answeredRequests: Int = 0, idleConnections: Int = 0,
    keptConnectionLimit: Int = 0
  ) {
    self.processIdentifier = processIdentifier
    self.startedAt = startedAt
    self.takenAt = takenAt
    self.workers = workers
    self.acceptedConnections = acceptedConnections
    self.answeredRequests = answeredRequests
    self.idleConnections = idleConnections
    self.keptConnectionLimit = keptConnectionLimit
    self.activeConnections = workers.count { $0.activity.hasConnection }
  }
}

extension WorkerActivity {
  fileprivate var hasConnection: Bool {
    switch self {
    case .receiving, .responding: true
    case .idle, .runningTask, .ended: false
    }
  }
}
