#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The memory that an operation takes at its peak.
///
/// A peak is the whole process's: measure in a process of its own, such as that of an exit test.
package enum PeakMemory {
  /// Measures by how many bytes the process's resident memory is larger during an operation than before it.
  ///
  /// The operation runs twice. The first run isn't measured, since it also fills the caches of the runtime.
  ///
  /// - Parameter work: the operation.
  /// - Returns: the number of bytes.
  package static func bytes(_ work: () -> Void) -> Int {
    work()
    giveBackFreedMemory()
    forgetPeak()
    let before = kilobytes("VmRSS:")
    work()
    return (kilobytes("VmHWM:") - before) * 1024
  }

  /// Returns freed memory to the system; the measured operation could otherwise use it without being noticed.
  ///
  /// Swift's Glibc module lacks malloc_trim(3), and Musl has no such function.
  private static func giveBackFreedMemory() {
    guard let symbol = dlsym(nil, "malloc_trim") else { return }
    _ = unsafeBitCast(symbol, to: (@convention(c) (Int) -> Int32).self)(0)
  }

  /// Makes the peak count from now on (proc_pid_clear_refs(5)).
  private static func forgetPeak() {
    guard let file = fopen("/proc/self/clear_refs", "w") else { return }
    fputs("5", file)
    fclose(file)
  }

  /// Returns a value of proc_pid_status(5).
  private static func kilobytes(_ name: String) -> Int {
    guard let file = fopen("/proc/self/status", "r") else { return 0 }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 256)
    while fgets(&line, Int32(line.count), file) != nil {
      let text = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
      if text.hasPrefix(name) { return Int(text.filter(\.isNumber)) ?? 0 }
    }
    return 0
  }
}
