import Synchronization

/// The boards of a manager's processes, by their numbers.
final class ActivityBoards: Sendable {
  private let boards = Mutex<[Int: ActivityBoard]>([:])

  /// Makes a board for a process.
  ///
  /// - Returns: the board's path; `nil` if there is none to be had, and the process goes without.
  func add(forProcess number: Int) -> String? {
    guard let board = try? ActivityBoard() else { return nil }
    boards.withLock { $0[number] = board }
    return board.path
  }

  /// Takes down the board of a process that has ended.
  ///
  /// - Returns: what it had in hand, in words.
  func take(ofProcess number: Int) -> [String] {
    let board = boards.withLock { $0.removeValue(forKey: number) }
    return board?.inHand.map(\.description) ?? []
  }
}
