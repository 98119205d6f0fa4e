#if canImport(Glibc)
  import Glibc
#endif

/// The signals of writes that fail.
package enum FailedWrites {
  /// Makes a write to a pipe without a reader fail with EPIPE, and one past the largest size of a file with EFBIG,
  /// instead of ending the process by SIGPIPE or SIGXFSZ.
  ///
  /// It installs ``InertSignalHandler``; existing handlers stay.
  package static func survive() {
    for signal in [SIGPIPE, SIGXFSZ] { InertSignalHandler.install(for: signal, flags: SA_RESTART) }
  }
}
