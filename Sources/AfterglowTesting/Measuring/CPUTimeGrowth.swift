#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The growth of an operation's CPU time with the size of its input.
///
///     let growth = CPUTimeGrowth(from: 1 << 14, doublings: 4) { size in body(size) } of: { body in try? read(body) }
///     #expect(growth.isLinear, "\(growth)")
///
/// The time is that of the thread (`CLOCK_THREAD_CPUTIME_ID`), to which other tests and processes don't contribute. For
/// each size the least of several runs counts.
package struct CPUTimeGrowth: CustomStringConvertible {
  /// The factor that a doubling of the size may cost; 2 is linear, 4 quadratic.
  package static let doublingLimit = 3.2

  private static let runs = 3

  /// The sizes, each twice the one before, and their costs in seconds of CPU time.
  package private(set) var costs: [(size: Int, seconds: Double)] = []

  /// Measures an operation on inputs of a size, of twice that size, and so on.
  ///
  /// - Parameters:
  ///   - size: the first size.
  ///   - doublings: the number of doublings; 4 by default.
  ///   - make: a closure that creates the input of a size, which isn't measured.
  ///   - work: the measured operation.
  package init<Input>(
    from size: Int, doublings: Int = 4, _ make: (Int) throws -> Input, of work: (Input) throws -> Void
  ) rethrows {
    for doubling in 0...doublings {
      let input = try make(size << doubling)
      var least = Double.infinity
      for _ in 0..<Self.runs {
        let start = Self.threadTime
        try work(input)
        least = min(least, Self.threadTime - start)
      }
      costs.append((size << doubling, least))
      // A quadratic operation needn't be measured to its end.
      if !isLinear { break }
    }
  }

  /// Whether no two consecutive doublings cost more than the limit allows for two; sizes that take less than a
  /// millisecond aren't checked.
  package var isLinear: Bool {
    zip(costs, costs.dropFirst(2)).allSatisfy { before, after in
      after.seconds < 0.001
        || after.seconds <= max(before.seconds, 0.0001) * Self.doublingLimit * Self.doublingLimit
    }
  }

  package var description: String {
    costs.map { "\($0.size): \(Int($0.seconds * 1_000_000)) µs" }.joined(separator: ", ")
  }

  private static var threadTime: Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1_000_000_000
  }
}
