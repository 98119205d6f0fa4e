/// One thing to do after the response: a function with its arguments, or a closure.
///
///     BackgroundTask(sendEmailNotification, user.email, "Thank you for registering.")
///     BackgroundTask(name: "welcome", timeout: .seconds(30)) { try await sendWelcome() }
///
/// It runs on the worker that answered the request, after the client has its whole response and before the worker
/// accepts the next request. What it throws is logged with its name and the request's id.
public struct BackgroundTask: Sendable {
  /// What the log calls it.
  ///
  /// By default the file and line where it was made.
  public let name: String

  /// How long it may run before its Swift task is cancelled, or `nil` for as long as it takes, the default.
  ///
  /// Only a task that awaits something, or looks at `Task.isCancelled`, notices.
  public let timeout: Duration?

  let operation: @Sendable () async throws -> Void

  /// A task that calls a function with these arguments, which are bound now.
  ///
  /// - Parameters:
  ///   - function: a function or closure, synchronous or asynchronous.
  ///   - arguments: what to call it with, of the types it takes.
  ///   - name: what the log calls the task; the file and line by default.
  ///   - timeout: how long it may run; no limit by default.
  ///   - fileID: where the task is made; left to the compiler.
  ///   - line: where the task is made; left to the compiler.
  public init<each Argument: Sendable>(
    _ function: @escaping @Sendable (repeat each Argument) async throws -> Void,
    _ arguments: repeat each Argument,
    name: String? = nil,
    timeout: Duration? = nil,
    fileID: String = #fileID,
    line: UInt = #line
  ) {
    self.name = name ?? "\(fileID):\(line)"
    self.timeout = timeout
    self.operation = { try await function(repeat each arguments) }
  }

  /// A task from a trailing closure.
  ///
  /// - Parameters:
  ///   - name: what the log calls the task; the file and line by default.
  ///   - timeout: how long it may run; no limit by default.
  ///   - fileID: where the task is made; left to the compiler.
  ///   - line: where the task is made; left to the compiler.
  ///   - operation: what it does.
  public init(
    name: String? = nil,
    timeout: Duration? = nil,
    fileID: String = #fileID,
    line: UInt = #line,
    _ operation: @escaping @Sendable () async throws -> Void
  ) {
    self.name = name ?? "\(fileID):\(line)"
    self.timeout = timeout
    self.operation = operation
  }
}
