#if canImport(Glibc)
  import Glibc
#endif

/// What a process knows of the manager that started it, and tells it.
public struct ManagedProcess: Sendable {
  /// The manager's process id.
  static let managerVariable = "AFTERGLOW_MANAGER"
  /// The process's number with the manager.
  static let numberVariable = "AFTERGLOW_PROCESS_NUMBER"
  /// The name of the manager's socket in the abstract namespace, with `@` in front.
  static let socketVariable = "AFTERGLOW_MANAGER_SOCKET"
  /// The path of the board on which the manager reads what was in hand.
  static let boardVariable = "AFTERGLOW_ACTIVITY_BOARD"
  /// The folder of the statuses.
  static let statusVariable = "AFTERGLOW_MANAGER_STATUS"
  /// `1` if the manager opened the listening socket itself.
  static let ownsSocketVariable = "AFTERGLOW_MANAGER_OWNS_SOCKET"

  let number: Int
  let statusFolder: StatusFolder
  /// Whether the manager opened the listening socket, which then ends with it.
  let ownsSocket: Bool
  private let manager: pid_t
  private let boardPath: String?
  let connection: ManagerConnection

  /// The process's view if a manager started it, `nil` if it runs by itself.
  init?(environment: [String: String]) {
    guard let manager = environment[Self.managerVariable].flatMap({ pid_t($0) }),
      let number = environment[Self.numberVariable].flatMap({ Int($0) }),
      let socket = environment[Self.socketVariable], let statuses = environment[Self.statusVariable]
    else { return nil }
    self.number = number
    self.manager = manager
    boardPath = environment[Self.boardVariable]
    connection = ManagerConnection(name: socket)
    statusFolder = StatusFolder(path: statuses)
    ownsSocket = environment[Self.ownsSocketVariable] == "1"
  }

  /// The view of this process if a manager started it, `nil` if it runs by itself.
  ///
  /// It takes the manager's variables out of the environment: what this process starts is not the manager's.
  public static func takingOver(environment: [String: String]) -> ManagedProcess? {
    for variable in [
      managerVariable, numberVariable, socketVariable, boardVariable, statusVariable, ownsSocketVariable,
    ] {
      unsetenv(variable)
    }
    return ManagedProcess(environment: environment)
  }

  /// The variables by which a process knows its manager, which is this process.
  static func environment(
    number: Int, socket: String, statuses: StatusFolder, ownsSocket: Bool
  ) -> [String: String] {
    [
      managerVariable: "\(getpid())", numberVariable: "\(number)", socketVariable: socket,
      statusVariable: statuses.path, ownsSocketVariable: ownsSocket ? "1" : "0",
    ]
  }

  /// Whether the manager has gone; then nobody replaces this process or tells it to stop.
  public var isOrphaned: Bool { getppid() != manager }

  /// Connects to the manager and passes on what it says, and that it has gone.
  ///
  /// - Throws: ``SystemError`` if there is no descriptor or thread for it.
  func listen(_ onOrder: @escaping @Sendable (ManagerOrder) -> Void) throws(SystemError) {
    let statusFolder = statusFolder
    try connection.open(manager: manager) { order in
      // What a manager that has gone has left is cleared up by whichever process is first.
      if order == .gone { statusFolder.remove() }
      onOrder(order)
    }
    report(.started)
  }

  /// Where the workers write what they have in hand; none if there is no board.
  func activitySlots(count: Int) -> [ActivityBoardSlot] {
    boardPath.map { ActivityBoardSlot.slots(of: $0, count: count) } ?? []
  }

  /// Tells the manager that requests are served.
  public func tellReady() { report(.ready) }

  /// Tells the manager that this process is about to stop by itself, so that another takes its place.
  public func tellLeaving() { report(.stopping) }

  private func report(_ report: ProcessReport) { connection.send(report.message(of: number)) }
}
