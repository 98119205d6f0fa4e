import CFastCGI
import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// Reaps what the processes have started and left behind, where that becomes the manager's.
///
/// Process 1 of a container is the parent of every process there whose own has ended (pid_namespaces(7)). Without somebody
/// who waits for them, each stays as a zombie once it has ended, and counts against the container's limit of processes.
final class OrphanReaper: Sendable {
  /// Whether orphans become this process's children: it is process 1, or a child subreaper (prctl(2)).
  static var isNeeded: Bool {
    var isSubreaper: Int32 = 0
    afterglow_get_child_subreaper(&isSubreaper)
    return getpid() == 1 || isSubreaper != 0
  }

  private static let pause = Duration.seconds(1)

  /// How many of the manager's own processes are just being started or reaped by somebody else: then a child that has
  /// ended and that the table doesn't have may be one of these.
  private let changes = Mutex(0)

  /// Notes that a process of the manager's own is about to be started, or taken from the table and reaped.
  func beginChange() { changes.withLock { $0 += 1 } }

  /// Notes that the process is in the table, or reaped.
  func endChange() { changes.withLock { $0 -= 1 } }

  /// Reaps again and again whatever has ended and is not in the table, until the Swift task is cancelled.
  func reap(sparing table: ProcessTable) async {
    while !Task.isCancelled {
      changes.withLock { if $0 == 0 { Self.reapAll(but: table.identifiers) } }
      try? await Task.sleep(for: Self.pause)
    }
  }

  /// Stops at one that is to be spared: the system names the same one until it is reaped, which is soon.
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
