import FastCGI

/// The error of a condition that did not come true in time.
public struct ConditionNotMet: Error, Hashable, Sendable, CustomStringConvertible {
  /// What was awaited.
  public let awaited: String
  /// For how long it was awaited.
  public let elapsed: Duration

  /// The sentence for a failure message.
  public var description: String { "\(awaited): did not happen within \(elapsed.formattedAsSeconds)" }
}

/// Waits until a condition holds.
///
/// The condition is tried every few milliseconds, and at least once, so it should be cheap.
///
/// - Parameters:
///   - awaited: What is awaited, for the failure message.
///   - duration: How long to wait at most; 5 seconds by default.
///   - condition: The condition; an error it throws ends the wait.
/// - Throws: ``ConditionNotMet`` when the time is over, what the condition throws, or `CancellationError`.
nonisolated(nonsending) public func eventually(
  _ awaited: String = "a condition", within duration: Duration = .seconds(5),
  _ condition: nonisolated(nonsending) () async throws -> Bool
) async throws {
  _ = try await eventually(awaited, within: duration) { try await condition() ? true : nil }
}

/// Waits until there is a value.
///
/// The closure is called every few milliseconds, and at least once, so it should be cheap.
///
/// - Parameters:
///   - awaited: What is awaited, for the failure message.
///   - duration: How long to wait at most; 5 seconds by default.
///   - value: The value, or nil when it isn't there yet; an error it throws ends the wait.
/// - Returns: The first value that is not nil.
/// - Throws: ``ConditionNotMet`` when the time is over, what the closure throws, or `CancellationError`.
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
