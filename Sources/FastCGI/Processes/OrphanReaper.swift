import CFastCGI
import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// Reaps the orphans that the processes leave behind, if they become the manager's children.
///
/// Process 1 of a container becomes the parent of every process there whose parent has ended (pid_namespaces(7)).
/// Unless it waits for them, they stay as zombies and count against the container's limit of processes.
final class OrphanReaper: Sendable {
  /// Whether orphans become this process's children: it is process 1 or a child subreaper (prctl(2)).
  static var isNeeded: Bool {
    var isSubreaper: Int32 = 0
    afterglow_get_child_subreaper(&isSubreaper)
    return getpid() == 1 || isSubreaper != 0
  }

  private static let pause = Duration.seconds(1)

  /// The number of the manager's own processes that are being started or reaped elsewhere.
  ///
  /// While it isn't 0, an ended child that isn't in the table may be one of them.
  private let changes = Mutex(0)

  /// Records that a process of the manager is about to be started, or removed from the table and reaped.
  func beginChange() { changes.withLock { $0 += 1 } }

  /// Records that the process is in the table, or has been reaped.
  func endChange() { changes.withLock { $0 -= 1 } }

  /// Repeatedly reaps ended children that are not in the table, until the Swift task is cancelled.
  func reap(sparing table: ProcessTable) async {
    while !Task.isCancelled {
      changes.withLock { if $0 == 0 { Self.reapAll(but: table.identifiers) } }
      try? await Task.sleep(for: Self.pause)
    }
  }

  /// Reaps ended children up to the first that must be spared: waitid(2) names that one until it is reaped elsewhere.
  private static func reapAll(but spared: [pid_t]) {
    while true {
      var information = siginfo_t()
      guard waitid(P_ALL, 0, &information, WEXITED | WNOHANG | WNOWAIT) == 0 else { return }
      let identifier = information._sifields._sigchld.si_pid
      guard identifier != 0, !spared.contains(identifier), waitpid(identifier, nil, 0) == identifier else {
        return
      }
    }
  }
}
