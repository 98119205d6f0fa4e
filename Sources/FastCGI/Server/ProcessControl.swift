import Logging
import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// Does what a process is told by signals and by its manager, for as long as it starts, serves and stops.
package final class ProcessControl: Sendable {
  /// The process's stop.
  package let stop: GracefulStop

  /// The manager that started this process, if one did.
  package let manager: ManagedProcess?

  private let socket: ListeningSocket
  private let logger: Logger
  private let onBacklogDecided = Mutex<(@Sendable (ManagerOrder) -> Void)?>(nil)
  private let order = Mutex<ManagerOrder?>(nil)

  /// How long the last line of the log may hold up the exit.
  private static let lastLineTime = Duration.milliseconds(250)

  /// A control that watches nothing yet.
  ///
  /// - Parameters:
  ///   - gracefulTimeout: The budget of the stop.
  ///   - socket: The listening socket, whose path is removed at the end.
  ///   - manager: The manager that started this process, if one did.
  ///   - logger: Where an end at once is mentioned.
  package init(
    gracefulTimeout: Duration, socket: ListeningSocket, manager: ManagedProcess?, logger: Logger
  ) {
    self.socket = socket
    self.manager = manager
    let logger = logger.unblocked
    self.logger = logger
    stop = GracefulStop(timeout: gracefulTimeout) { unfinished in
      Self.end("The graceful time-out has passed; the process ends.", unfinished, socket, logger)
    }
  }

  /// Begins to obey signals and the manager, for the rest of the process's life.
  ///
  /// - Throws: ``SystemError`` if there are no descriptors or threads for it.
  package func watch() throws(SystemError) {
    try ControlSignals.watch { self.obey($0) }
    try manager?.listen { self.obey($0) }
  }

  private func obey(_ signal: ControlSignal) {
    switch signal {
    // A service manager signals the whole group, and then the manager its processes: that is one stop.
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

  /// Sets what is told how the manager wants the listening socket to be left, at once if it has said so.
  func onBacklogDecided(_ action: @escaping @Sendable (ManagerOrder) -> Void) {
    onBacklogDecided.withLock { $0 = action }
    if let order = order.withLock({ $0 }) { action(order) }
  }

  /// Ends the process at once, whether the log takes a line or not.
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
