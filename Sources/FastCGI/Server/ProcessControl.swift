import Logging
import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// Obeys signals and the manager's orders while a process starts, serves and stops.
package final class ProcessControl: Sendable {
  /// The process's stop.
  package let stop: GracefulStop

  /// The manager that started this process, if one did.
  package let manager: ManagedProcess?

  private let socket: ListeningSocket
  private let logger: Logger
  private let onBacklogDecided = Mutex<(@Sendable (ManagerOrder) -> Void)?>(nil)
  private let order = Mutex<ManagerOrder?>(nil)

  /// The longest time that the last line of the log may delay the exit.
  private static let lastLineTime = Duration.milliseconds(250)

  /// Creates a control that doesn't watch anything yet.
  ///
  /// - Parameters:
  ///   - gracefulTimeout: the budget of the stop.
  ///   - socket: the listening socket, whose path is removed at the end.
  ///   - manager: the manager that started this process, or `nil`.
  ///   - logger: the logger for the reason of an immediate end.
  package init(
    gracefulTimeout: Duration, socket: ListeningSocket, manager: ManagedProcess?, logger: Logger
  ) {
    self.socket = socket
    self.manager = manager
    let logger = logger.unblocked
    self.logger = logger
    stop = GracefulStop(timeout: gracefulTimeout) { unfinished, cause in
      Self.end("\(cause.rawValue); the process ends.", unfinished, socket, logger)
    }
  }

  /// Begins to obey signals and the manager, for the rest of the process's life.
  ///
  /// - Throws: ``SystemError`` if no descriptor or thread is available.
  package func watch() throws(SystemError) {
    try ControlSignals.watch { self.obey($0) }
    try manager?.listen { self.obey($0) }
  }

  private func obey(_ signal: ControlSignal) {
    switch signal {
    // A service manager may signal the whole process group, and the manager then its processes: that is one stop.
    case .stop: if manager == nil, stop.hasBegun { stop.hurry() } else { stop.begin() }
    case .restart: stop.begin()
    case .quit: Self.end("Told to quit at once.", stop.unfinished + stop.inHand, socket, logger)
    }
  }

  private func obey(_ order: ManagerOrder) {
    switch order {
    case .cancel:
      stop.hurry()
      return
    case .gone: logger.error("The process manager has gone; stopping.")
    case .leave, .end: break
    }
    if order == .gone, manager?.ownsSocket == true { socket.refuseConnections() }
    self.order.withLock { $0 = order }
    onBacklogDecided.withLock { $0 }?(order)
    stop.begin()
  }

  /// Sets the action for the manager's decision about the backlog; it is called at once if there is one already.
  func onBacklogDecided(_ action: @escaping @Sendable (ManagerOrder) -> Void) {
    onBacklogDecided.withLock { $0 = action }
    if let order = order.withLock({ $0 }) { action(order) }
  }

  /// Ends the process at once, even if the log blocks.
  private static func end(
    _ message: Logger.Message, _ unfinished: [String], _ socket: ListeningSocket, _ logger: Logger
  ) -> Never {
    ControlThread.run(waitingFor: lastLineTime) {
      logger.error(message, metadata: ["unfinished": "\(unfinished.joined(separator: ", "))"])
    }
    socket.removePath()
    ProcessExit.immediately(unfinished.isEmpty ? EXIT_SUCCESS : EX_TEMPFAIL)
  }
}
