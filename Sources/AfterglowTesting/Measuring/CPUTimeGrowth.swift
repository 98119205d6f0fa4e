#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// How the CPU time of work grows with the size of what it is given.
///
///     let growth = CPUTimeGrowth(from: 1 << 14, doublings: 4) { size in body(size) } of: { body in try? read(body) }
///     #expect(growth.isLinear, "\(growth)")
///
/// The time is that of the thread (`CLOCK_THREAD_CPUTIME_ID`), which other tests and processes don't add to, and for each size
/// the least of several runs counts.
package struct CPUTimeGrowth: CustomStringConvertible {
  /// What a doubling of the size may cost at most: 2 is linear, 4 quadratic.
  package static let doublingLimit = 3.2

  private static let runs = 3

  /// The sizes, each twice the one before, and what they cost in seconds of CPU time.
  package private(set) var costs: [(size: Int, seconds: Double)] = []

  /// Measures work on inputs of a size, twice that, and so on.
  ///
  /// - Parameters:
  ///   - size: the first size.
  ///   - doublings: how often it is doubled.
  ///   - make: the input of a size; its making isn't measured.
  ///   - work: what is measured.
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
      // What is quadratic needn't be measured to its end.
      if !isLinear { break }
    }
  }

  /// Whether no two doublings after one another cost more than twice the limit allows; what takes less than a millisecond isn't
  /// looked at.
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
