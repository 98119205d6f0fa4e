#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The activity and the counts of one process at one moment.
///
/// Counts begin at 0 with the process. They are read one after another while the workers continue, so two counts may
/// differ by a request.
public struct ProcessStatus: Codable, Equatable, Sendable {
  /// The system's id of the process.
  public var processIdentifier: Int32

  /// The time at which the server was created.
  public var startedAt: Date

  /// The time at which the status was taken.
  public var takenAt: Date

  /// The activity of each worker, in the order of their numbers.
  public var workers: [WorkerStatus]

  /// The number of accepted connections.
  ///
  /// With `FCGI_KEEP_CONN` a connection carries many requests, so this count grows more slowly than
  /// ``answeredRequests``.
  public var acceptedConnections: Int

  /// The number of answered requests.
  public var answeredRequests: Int

  /// The number of kept connections that wait for their next request.
  public var idleConnections: Int

  /// The largest number of idle connections that the process keeps.
  ///
  /// Beyond it a connection is closed after its request, so that handlers and tasks have descriptors left. Idle
  /// connections are never closed because of it.
  public var keptConnectionLimit: Int

  /// The number of connections on which a worker is receiving or answering a request.
  ///
  /// A worker that runs background tasks no longer holds a connection.
  public var activeConnections: Int

  /// Creates a status.
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
