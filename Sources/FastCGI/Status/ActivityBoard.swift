import CFastCGI

#if canImport(Glibc)
  import Glibc
#endif

/// What the workers of one process have in hand, in memory that outlives the process.
///
/// The manager makes a board for each process, and the process writes on it (``ActivityBoardSlot``). A process that is killed,
/// or traps, says nothing more; the manager then reads what was there.
final class ActivityBoard: Sendable {
  /// Where the process finds the board, as long as this process holds it.
  let path: String

  private let descriptor: Int32

  /// An empty board.
  ///
  /// - Throws: ``SystemError`` if the system has no memory or descriptor to give.
  init() throws(SystemError) {
    // A memory file has no name that something could remove, and is never written to a disk.
    descriptor = memfd_create("afterglow-activity", UInt32(AFTERGLOW_MFD_CLOEXEC))
    guard descriptor >= 0 else { throw SystemError("memfd_create") }
    path = "/proc/\(getpid())/fd/\(descriptor)"
  }

  deinit { close(descriptor) }

  /// What was in hand when the process last wrote, in the order of the workers.
  ///
  /// Empty if it has not come so far as to write.
  var inHand: [WorkerActivity] {
    var activities: [WorkerActivity] = []
    var slot = [UInt8](repeating: 0, count: ActivityBoardSlot.size)
    while pread(descriptor, &slot, slot.count, off_t(activities.count * slot.count)) == slot.count {
      activities.append(ActivityBoardSlot.activity(in: slot))
    }
    return activities.filter(\.isBusy)
  }
}
