/// The same random numbers each time (SplitMix64), so that a test that fails with generated input fails again.
///
///     var random = SeededGenerator(seed: 7)
///     let length = Int.random(in: 0..<40, using: &random)
public struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// Random numbers that this seed stands for.
  public init(seed: UInt64) { state = seed }

  /// The next number.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }
}
