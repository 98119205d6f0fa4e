import Synchronization

/// The boards of a manager's processes, by the processes' numbers.
final class ActivityBoards: Sendable {
  private let boards = Mutex<[Int: ActivityBoard]>([:])

  /// Adds a board for a process.
  ///
  /// - Parameter number: the process's number.
  /// - Returns: the board's path, or `nil` if no board could be made; the process then runs without one.
  func add(forProcess number: Int) -> String? {
    guard let board = try? ActivityBoard() else { return nil }
    boards.withLock { $0[number] = board }
    return board.path
  }

  /// Removes the board of a process that has ended.
  ///
  /// - Parameter number: the process's number.
  /// - Returns: descriptions of the work that was left unfinished.
  func take(ofProcess number: Int) -> [String] {
    let board = boards.withLock { $0.removeValue(forKey: number) }
    return board?.inHand.map(\.description) ?? []
  }
}
