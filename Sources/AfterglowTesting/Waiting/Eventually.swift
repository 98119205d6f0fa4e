import FastCGI

/// The error of a condition that did not come true in time.
public struct ConditionNotMet: Error, Hashable, Sendable, CustomStringConvertible {
  /// The awaited condition.
  public let awaited: String
  /// The time that it was awaited.
  public let elapsed: Duration

  /// The sentence for a failure message.
  public var description: String { "\(awaited): did not happen within \(elapsed.formattedAsSeconds)" }
}

/// Waits until a condition holds.
///
/// The condition is checked every few milliseconds, and at least once, so it should be cheap.
///
/// - Parameters:
///   - awaited: the awaited condition, for the failure message.
///   - duration: the maximum time to wait; 5 seconds by default.
///   - condition: a closure that returns whether the condition holds; an error it throws ends the wait.
/// - Throws: ``ConditionNotMet`` if the time is over; the error of the condition; or `CancellationError`.
nonisolated(nonsending) public func eventually(
  _ awaited: String = "a condition", within duration: Duration = .seconds(5),
  _ condition: nonisolated(nonsending) () async throws -> Bool
) async throws {
  _ = try await eventually(awaited, within: duration) { try await condition() ? true : nil }
}

/// Waits until a closure returns a value.
///
/// The closure is called every few milliseconds, and at least once, so it should be cheap.
///
/// - Parameters:
///   - awaited: the awaited value, for the failure message.
///   - duration: the maximum time to wait; 5 seconds by default.
///   - value: a closure that returns the value, or `nil` if it isn't available yet; an error it throws ends the wait.
/// - Returns: the first value that is not `nil`.
/// - Throws: ``ConditionNotMet`` if the time is over; the error of the closure; or `CancellationError`.
nonisolated(nonsending) public func eventually<Value>(
  _ awaited: String = "a value", within duration: Duration = .seconds(5),
  _ value: nonisolated(nonsending) () async throws -> Value?
) async throws -> Value {
  let deadline = Deadline(within: duration)
  while true {
    let isLastTry = deadline.hasPassed
    if let value = try await value() { return value }
    if isLastTry { throw ConditionNotMet(awaited: awaited, elapsed: deadline.elapsed) }
    try await Task.sleep(for: .milliseconds(3))
  }
}
