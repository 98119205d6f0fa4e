import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// The limits on this process's descriptors, and the use of descriptors above the soft limit.
enum DescriptorLimits {
  /// The current limits (getrlimit(2), `RLIMIT_NOFILE`).
  static var current: (soft: Int, hard: Int) {
    let limits = resourceLimits
    return (Int(clamping: limits.rlim_cur), Int(clamping: limits.rlim_max))
  }

  /// Serialises the changes, so that each call restores the original soft limit.
  private static let raising = Mutex(())

  /// Moves a connection to a descriptor above the soft limit, if one is free.
  ///
  /// The soft limit is raised only during the call. Child processes inherit their parent's limits, and posix_spawn(3)
  /// cannot set them, so a permanently raised limit would pass to child processes. Programs that use select(2), or
  /// that close every descriptor up to the limit, are not made for a high limit. A descriptor stays open when the
  /// limit falls below it.
  ///
  /// - Parameters:
  ///   - descriptor: a connection that no epoll watches; it is closed if it was moved.
  ///   - room: the number of descriptors above the soft limit that may be used.
  /// - Returns: the connection's new descriptor, or the same one if it could not be moved.
  static func movingBeyondSoftLimit(_ descriptor: Int32, room: Int) -> Int32 {
    guard room > 0 else { return descriptor }
    return raising.withLock { _ in
      let limits = resourceLimits
      guard rlim_t(descriptor) < limits.rlim_cur, let first = Int32(exactly: limits.rlim_cur) else {
        return descriptor
      }
      var raised = limits
      raised.rlim_cur = min(limits.rlim_cur + rlim_t(room), limits.rlim_max)
      guard setResourceLimits(raised) else { return descriptor }
      let moved = fcntl(descriptor, F_DUPFD_CLOEXEC, first)
      _ = setResourceLimits(limits)
      guard moved >= 0 else { return descriptor }
      close(descriptor)
      return moved
    }
  }

  private static var resourceLimits: rlimit {
    var limits = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limits)
    return limits
  }

  private static func setResourceLimits(_ limits: rlimit) -> Bool {
    var limits = limits
    return setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limits) == 0
  }
}
