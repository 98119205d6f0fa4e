import Logging
import Subprocess
import Synchronization
import SystemPackage

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
#if canImport(Glibc)
  import Glibc
#endif

/// Keeps a number of copies of the executable serving one listening socket.
///
/// Each process gets the socket as descriptor 0 (`FCGI_LISTENSOCK_FILENO`), as from any other spawner. The manager
/// replaces a process that dies; the others are not affected. The manager keeps the socket, and with it the waiting
/// connections.
///
/// SIGHUP replaces the processes one after another, each once its successor is ready. SIGTERM and SIGINT stop the
/// processes and wait for them; a second signal makes them cancel their current work. SIGQUIT ends them at once.
public final class ProcessManager: Sendable {
  private let socket: ListeningSocket
  private let configuration: ProcessManagerConfiguration
  private let logger: Logger
  private let processes: ManagerSocket
  private let statuses: StatusFolder
  private let events: AsyncStream<ProcessSupervision.Event>
  private let send: AsyncStream<ProcessSupervision.Event>.Continuation
  private let startedAt = Date.now
  private let table = ProcessTable()
  private let orphans = OrphanReaper()
  private let boards = ActivityBoards()
  private let isQuitting = Atomic(false)

  /// Creates a manager that has not started any process.
  ///
  /// - Parameters:
  ///   - socket: the socket that web servers connect to.
  ///   - configuration: the executable to start, and the number of processes.
  ///   - logger: the logger for starts and ends of processes and their reasons.
  /// - Throws: ``SystemError`` if the socket or the status folder for the processes can't be created.
  public init(
    socket: ListeningSocket, configuration: ProcessManagerConfiguration, logger: Logger
  ) throws(SystemError) {
    self.socket = socket
    self.configuration = configuration
    self.logger = logger.unblocked
    processes = try ManagerSocket()
    statuses = try StatusFolder.make()
    (events, send) = AsyncStream.makeStream()
  }

  /// Starts the processes and keeps them running until SIGTERM, SIGINT or SIGQUIT.
  ///
  /// - Parameters:
  ///   - onReady: a closure to call once, when every process serves.
  ///   - onStopping: a closure to call when a stop begins.
  /// - Returns: 0 if every process ended well; 75 if a process left something unfinished. If a process could not
  ///   begin at all, its exit code, such as 78 for a bad configuration, or 71 if the system could not start it.
  /// - Throws: ``SystemError`` if signals or reports can't be watched.
  public func run(
    onReady: () -> Void = {}, onStopping: () -> Void = {}
  ) async throws(SystemError) -> Int32 {
    defer { leaveNothingBehind() }
    let reaping =
      OrphanReaper.isNeeded ? Task { [orphans, table] in await orphans.reap(sparing: table) } : nil
    defer { reaping?.cancel() }
    // The processes are killed before this ends a manager that is itself blocked, for example by its log.
    let stop = GracefulStop(
      timeout: configuration.gracefulTimeout, allowance: StopPlan.killDelay + .milliseconds(500)
    ) { [weak self] _, _ in self?.quit() }
    defer { stop.end() }
    try watch(stop)
    var supervision = ProcessSupervision(
      count: configuration.processes, gracefulTimeout: configuration.gracefulTimeout,
      startTimeout: configuration.startTimeout)
    var hasBeenReady = false
    send.yield(.begin)
    for await event in events {
      let wasStopping = supervision.isStopping
      let actions = supervision.handle(event, at: .now)
      if supervision.isStopping, !wasStopping {
        if socket.isOwn { endSocket() }
        onStopping()
      }
      let order = supervision.isStopping && socket.isOwn ? ManagerOrder.end : .leave
      if case .leaving(let number) = event { processes.send(order, to: number) }
      for action in actions {
        if case .finish(let exitCode) = action {
          // Logged while the stop's time still runs, so that a blocked log can't prevent the end.
          logger.info("Stopped.", metadata: ["manager": "\(getpid())"])
          return exitCode
        }
        carryOut(action, stoppingBy: order)
      }
      if case .exited(let number, _) = event { _ = boards.take(ofProcess: number) }
      publishStatus(of: supervision)
      if !hasBeenReady, supervision.readyCount == configuration.processes {
        hasBeenReady = true
        onReady()
      }
    }
    return 0
  }

  private func watch(_ stop: GracefulStop) throws(SystemError) {
    let send = send
    try processes.receive { number, report in
      switch report {
      case .started: break
      case .ready: send.yield(.ready(number))
      case .stopping: send.yield(.leaving(number))
      }
    }
    try ControlSignals.watch { [weak self] signal in
      switch signal {
      case .stop:
        if stop.hasBegun { stop.hurry() } else { stop.begin() }
        send.yield(.stop)
      case .restart: send.yield(.restart)
      case .quit: self?.quit()
      }
    }
  }

  /// Stops letting new connections in; the processes serve those that wait.
  private func endSocket() {
    socket.refuseConnections()
    // A TCP socket refuses only once its last copy is closed.
    socket.giveUp(inFavorOf: STDERR_FILENO)
  }

  private func publishStatus(of supervision: ProcessSupervision) {
    // Writing would create the folder again after its removal.
    if isQuitting.load(ordering: .acquiring) { return }
    let status = ManagerStatus(
      processIdentifier: getpid(), startedAt: startedAt, processes: supervision.count,
      restarts: supervision.restarts)
    do {
      try statuses.write(status)
    } catch {
      logger.warning("The manager's status can't be written.", metadata: ["error": "\(error)"])
    }
  }

  /// Kills all processes and ends this one at once.
  private func quit() {
    isQuitting.store(true, ordering: .releasing)
    for identifier in table.identifiers { kill(identifier, SIGKILL) }
    leaveNothingBehind()
    ProcessExit.immediately(EX_TEMPFAIL)
  }

  private func leaveNothingBehind() {
    statuses.remove()
    socket.removePath()
  }

  private func carryOut(_ action: ProcessSupervision.Action, stoppingBy order: ManagerOrder) {
    switch action {
    case .start(let number, let delay): start(number, after: delay)
    case .expectReady(let number, let time): send(.readyOverdue(number), after: time)
    case .tellToStop(let number):
      processes.send(order, to: number)
      table.signal(number, SIGTERM)
    case .tellToCancel(let number): processes.send(.cancel, to: number)
    case .expectStop(let number, let time): send(.stopOverdue(number), after: time)
    case .kill(let number): table.signal(number, SIGKILL)
    case .report(let report): log(report)
    case .finish: break
    }
  }

  private func send(_ event: ProcessSupervision.Event, after delay: Duration) {
    Task { [send] in
      try? await Task.sleep(for: delay)
      send.yield(event)
    }
  }

  // MARK: Starting

  private func start(_ number: ProcessSupervision.Number, after delay: Duration) {
    table.add(number, after: delay)
    Task {
      let isWanted = await table.waitForStart(of: number)
      let end = isWanted ? await runProcess(number) : .exited(code: EXIT_SUCCESS)
      table.remove(number)
      send.yield(.exited(number, end))
    }
  }

  private func runProcess(_ number: ProcessSupervision.Number) async -> ProcessEnd {
    var options = PlatformOptions()
    // A process group of its own: Ctrl-C in a terminal must reach only the manager.
    options.processGroupID = 0
    orphans.beginChange()
    defer { orphans.endChange() }
    do {
      let result = try await Subprocess.run(
        .path(FilePath(configuration.executable)), arguments: Arguments(configuration.arguments),
        environment: environment(of: number), platformOptions: options,
        input: .fileDescriptor(FileDescriptor(rawValue: socket.descriptor), closeAfterSpawningProcess: false),
        output: .fileDescriptor(.standardOutput, closeAfterSpawningProcess: false),
        error: .fileDescriptor(.standardError, closeAfterSpawningProcess: false)
      ) { execution in
        let identifier = execution.processIdentifier.value
        table.begin(number, as: identifier)
        orphans.endChange()
        logger.info("Started a process.", metadata: ["number": "\(number)", "process": "\(identifier)"])
        await Self.waitForEnd(of: identifier)
        orphans.beginChange()
        table.remove(number)
        statuses.removeProcess(number)
      }
      switch result.terminationStatus {
      case .exited(let code): return .exited(code: code)
      case .signaled(let number): return .signaled(number: number)
      }
    } catch {
      return .notStarted(reason: "\(error)")
    }
  }

  /// Waits until a process has ended, without reaping it, so that its id is not reused yet.
  private static func waitForEnd(of identifier: pid_t) async {
    await withCheckedContinuation { continuation in
      let wait: @Sendable () -> Void = {
        var information = siginfo_t()
        while waitid(P_PID, id_t(identifier), &information, WEXITED | WNOWAIT) != 0, errno == EINTR {}
        continuation.resume()
      }
      do throws(SystemError) { try ControlThread.run(wait) } catch { wait() }
    }
  }

  private func environment(of number: ProcessSupervision.Number) -> Environment {
    let ofManaged = ManagedProcess.environment(
      number: number, socket: processes.name, statuses: statuses, ownsSocket: socket.isOwn)
    // The service manager expects notifications only from the manager.
    let ofManager: [Environment.Key: String?] = [
      "NOTIFY_SOCKET": nil, "LISTEN_PID": nil, "LISTEN_FDS": nil,
      "AFTERGLOW_ACTIVITY_BOARD": boards.add(forProcess: number),
    ]
    return .inherit.updating(
      ofManaged.reduce(into: ofManager) { $0[.init(stringLiteral: $1.key)] = $1.value })
  }

  private func log(_ report: ProcessSupervision.Report) {
    switch report {
    case .replacing(let number, let end, let delay):
      logger.error(
        "A process died and is replaced.",
        metadata: [
          "number": "\(number)", "end": "\(end)", "after": "\(delay)", "in-hand": "\(inHand(of: number))",
        ])
    case .leaving(let number):
      logger.info("A process stops by itself and is replaced.", metadata: ["number": "\(number)"])
    case .restarted:
      logger.info("Every process has been replaced.")
    case .restartFailed(let number, let reason):
      logger.error(
        "The restart is broken off, and the processes that there were go on: the new one does not work.",
        metadata: ["number": "\(number)", "reason": "\(reason)"])
    case .startFailed(let number, let end):
      logger.critical("A process can't begin.", metadata: ["number": "\(number)", "end": "\(end)"])
    case .killing(let number):
      logger.error("A process takes too long and is killed.", metadata: ["number": "\(number)"])
    case .endedBadly(let number, let end):
      logger.error(
        "A process that was stopping did not end well.",
        metadata: ["number": "\(number)", "end": "\(end)", "in-hand": "\(inHand(of: number))"])
    }
  }

  /// Returns the requests and tasks that an ended process left unfinished, in one line.
  private func inHand(of number: ProcessSupervision.Number) -> String {
    let inHand = boards.take(ofProcess: number)
    return inHand.isEmpty ? "nothing" : inHand.joined(separator: ", ")
  }
}
