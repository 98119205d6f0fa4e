import CFastCGI

#if canImport(Glibc)
  import Glibc
#endif

/// A record of the current work of one process's workers, in memory that outlives the process.
///
/// The manager makes a board for each process, and the process writes to it (``ActivityBoardSlot``). When a process
/// is killed or traps, the manager reads its last entries.
final class ActivityBoard: Sendable {
  /// The path at which the process opens the board; it is valid while the manager holds the board.
  let path: String

  private let descriptor: Int32

  /// Creates an empty board.
  ///
  /// - Throws: ``SystemError`` if no memory or descriptor is available.
  init() throws(SystemError) {
    // A memory file has no name that could be removed, and is never written to a disk.
    descriptor = memfd_create("afterglow-activity", UInt32(AFTERGLOW_MFD_CLOEXEC))
    guard descriptor >= 0 else { throw SystemError("memfd_create") }
    path = "/proc/\(getpid())/fd/\(descriptor)"
  }

  deinit { close(descriptor) }

  /// The work that was recorded last, in the order of the workers; empty if the process has not written yet.
  var inHand: [WorkerActivity] {
    var activities: [WorkerActivity] = []
    var slot = [UInt8](repeating: 0, count: ActivityBoardSlot.size)
    while pread(descriptor, &slot, slot.count, off_t(activities.count * slot.count)) == slot.count {
      activities.append(ActivityBoardSlot.activity(in: slot))
    }
    return activities.filter(\.isBusy)
  }
}
