import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// The limits on this process's descriptors, and the descriptors beyond the soft one.
enum DescriptorLimits {
  /// The limits as they are now (getrlimit(2), `RLIMIT_NOFILE`).
  static var current: (soft: Int, hard: Int) {
    let limits = resourceLimits
    return (Int(clamping: limits.rlim_cur), Int(clamping: limits.rlim_max))
  }

  /// One at a time: the soft limit that is put back has to be the one that was found.
  private static let raising = Mutex(())

  /// Moves a connection to a descriptor beyond the soft limit, if there is one.
  ///
  /// The soft limit is raised for the moment of the call only. A process inherits its parent's limits, however it is started,
  /// and posix_spawn(3) has no way to set them; so raising the limit for good would hand the raised one on, and a program that
  /// uses select(2) or closes every descriptor up to the limit is not made for that. A descriptor stays open when the limit
  /// falls below it.
  ///
  /// - Parameters:
  ///   - descriptor: a connection that no epoll watches; it is closed if it has been moved.
  ///   - room: how many descriptors beyond the soft limit may be used.
  /// - Returns: the connection's descriptor, which is the same if it could not be moved.
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
