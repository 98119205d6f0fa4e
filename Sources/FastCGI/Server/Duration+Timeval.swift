#if canImport(Glibc)
  import Glibc
#endif

extension Duration {
  /// As socket options want it; rounded up, since zero would mean no time-out at all.
  var timeval: timeval {
    let (seconds, attoseconds) = components
    let microseconds = attoseconds / 1_000_000_000_000
    guard seconds > 0 || microseconds > 0 else { return Glibc.timeval(tv_sec: 0, tv_usec: 1) }
    return Glibc.timeval(tv_sec: Int(seconds), tv_usec: Int(microseconds))
  }
}
