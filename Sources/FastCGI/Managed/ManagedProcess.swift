#if canImport(Glibc)
  import Glibc
#endif

/// A process's view of the manager that started it.
public struct ManagedProcess: Sendable {
  /// The variable with the manager's process id.
  static let managerVariable = "AFTERGLOW_MANAGER"
  /// The variable with the number that the manager gave to the process.
  static let numberVariable = "AFTERGLOW_PROCESS_NUMBER"
  /// The variable with the name of the manager's socket in the abstract namespace, with a leading `@`.
  static let socketVariable = "AFTERGLOW_MANAGER_SOCKET"
  /// The variable with the path of the board on which the manager reads the current requests and tasks.
  static let boardVariable = "AFTERGLOW_ACTIVITY_BOARD"
  /// The variable with the folder of the statuses.
  static let statusVariable = "AFTERGLOW_MANAGER_STATUS"
  /// The variable that is `1` if the manager opened the listening socket itself.
  static let ownsSocketVariable = "AFTERGLOW_MANAGER_OWNS_SOCKET"

  let number: Int
  let statusFolder: StatusFolder
  /// Whether the manager opened the listening socket, which then ends with the manager.
  let ownsSocket: Bool
  private let manager: pid_t
  private let boardPath: String?
  let connection: ManagerConnection

  /// Creates the view from environment variables; fails if no manager started the process.
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

  /// Returns the view of this process, or `nil` if no manager started it.
  ///
  /// It removes the manager's variables from the process's environment, so that child processes don't inherit them.
  ///
  /// - Parameter environment: the environment variables of this process.
  /// - Returns: the view.
  public static func takingOver(environment: [String: String]) -> ManagedProcess? {
    for variable in [
      managerVariable, numberVariable, socketVariable, boardVariable, statusVariable, ownsSocketVariable,
    ] {
      unsetenv(variable)
    }
    return ManagedProcess(environment: environment)
  }

  /// Returns the environment variables for a process whose manager is this process.
  static func environment(
    number: Int, socket: String, statuses: StatusFolder, ownsSocket: Bool
  ) -> [String: String] {
    [
      managerVariable: "\(getpid())", numberVariable: "\(number)", socketVariable: socket,
      statusVariable: statuses.path, ownsSocketVariable: ownsSocket ? "1" : "0",
    ]
  }

  /// Whether the manager has gone; then no other process replaces this one or tells it to stop.
  public var isOrphaned: Bool { getppid() != manager }

  /// Connects to the manager and passes on its orders, including ``ManagerOrder/gone``.
  ///
  /// - Parameter onOrder: the closure to call with each order.
  /// - Throws: ``SystemError`` if no descriptor or thread is available.
  func listen(_ onOrder: @escaping @Sendable (ManagerOrder) -> Void) throws(SystemError) {
    let statusFolder = statusFolder
    try connection.open(manager: manager) { order in
      // The first process that notices the manager's end removes what it left behind.
      if order == .gone { statusFolder.remove() }
      onOrder(order)
    }
    report(.started)
  }

  /// Returns the slots in which the workers record their current work; an empty array if there is no board.
  func activitySlots(count: Int) -> [ActivityBoardSlot] {
    boardPath.map { ActivityBoardSlot.slots(of: $0, count: count) } ?? []
  }

  /// Tells the manager that this process serves requests.
  public func tellReady() { report(.ready) }

  /// Tells the manager that this process is about to stop by itself, so that it starts a replacement.
  public func tellLeaving() { report(.stopping) }

  private func report(_ report: ProcessReport) { connection.send(report.message(of: number)) }
}
