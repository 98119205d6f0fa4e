#if canImport(Glibc)
  import Glibc
#endif

/// What a process knows of the manager that started it, and tells it.
///
/// The manager is told in the words of `sd_notify(3)`: `READY=1`, `STOPPING=1`.
public struct ManagedProcess: Sendable {
  /// The manager's process id.
  static let managerVariable = "AFTERGLOW_MANAGER"
  /// The process's number with the manager.
  static let numberVariable = "AFTERGLOW_PROCESS_NUMBER"
  /// The path of the manager's datagram socket.
  static let socketVariable = "AFTERGLOW_MANAGER_SOCKET"
  /// The path of the board on which the manager reads what was in hand.
  static let boardVariable = "AFTERGLOW_ACTIVITY_BOARD"

  let number: Int
  let managerSocket: String
  private let manager: pid_t
  private let boardPath: String?

  /// The process's view if a manager started it, `nil` if it runs by itself.
  init?(environment: [String: String]) {
    guard let manager = environment[Self.managerVariable].flatMap({ pid_t($0) }),
      let number = environment[Self.numberVariable].flatMap({ Int($0) }),
      let socket = environment[Self.socketVariable]
    else { return nil }
    self.number = number
    self.managerSocket = socket
    self.manager = manager
    boardPath = environment[Self.boardVariable]
  }

  /// The view of this process if a manager started it, `nil` if it runs by itself.
  ///
  /// It takes the manager's variables out of the environment, for whatever this process starts is not the manager's.
  public static func takingOver(environment: [String: String]) -> ManagedProcess? {
    for variable in [managerVariable, numberVariable, socketVariable, boardVariable] { unsetenv(variable) }
    return ManagedProcess(environment: environment)
  }

  /// Whether the manager has gone; then nobody replaces this process or tells it to stop.
  public var isOrphaned: Bool { getppid() != manager }

  /// Removes what a manager that has gone has left: the socket to report to and the statuses, with their folder.
  func clearUpAfterManager() {
    StatusFolder(path: ManagerSocket.folder(of: managerSocket)).remove()
  }

  /// Where the workers write what they have in hand; none if there is no board.
  func activitySlots(count: Int) -> [ActivityBoardSlot] {
    boardPath.map { ActivityBoardSlot.slots(of: $0, count: count) } ?? []
  }

  /// Tells the manager that requests are served.
  public func tellReady() { send("READY=1") }

  /// Tells the manager that this process is about to stop by itself, so that another takes its place.
  public func tellLeaving() { send("STOPPING=1") }

  private func send(_ state: String) {
    ServiceNotification(socketPath: managerSocket)?.send("\(state)\nX_AFTERGLOW_PROCESS=\(number)")
  }
}
