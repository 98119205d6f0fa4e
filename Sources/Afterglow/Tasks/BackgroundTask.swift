/// A task to run after the response: a function with its arguments, or a closure.
///
///     BackgroundTask(sendEmailNotification, user.email, "Thank you for registering.")
///     BackgroundTask(name: "welcome", timeout: .seconds(30)) { try await sendWelcome() }
///
/// The task runs on the worker that answered the request, after the client has the whole response and before the worker
/// accepts the next request. An error that it throws is logged with the task's name and the request's id.
public struct BackgroundTask: Sendable {
  /// The name of the task in the log.
  ///
  /// The default is the file and line where the task is created.
  public let name: String

  /// The time after which the task is cancelled; `nil`, the default, for no limit.
  ///
  /// Only a task that awaits something or checks `Task.isCancelled` notices the cancellation.
  public let timeout: Duration?

  let operation: @Sendable () async throws -> Void

  /// Creates a task that calls a function with arguments, which are bound now.
  ///
  /// - Parameters:
  ///   - function: the function or closure, synchronous or asynchronous.
  ///   - arguments: the arguments of the function.
  ///   - name: the name of the task in the log; the file and line by default.
  ///   - timeout: the time after which the task is cancelled; `nil` by default, for no limit.
  ///   - fileID: the file where the task is created; filled in by the compiler.
  ///   - line: the line where the task is created; filled in by the compiler.
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

  /// Creates a task from a trailing closure.
  ///
  /// - Parameters:
  ///   - name: the name of the task in the log; the file and line by default.
  ///   - timeout: the time after which the task is cancelled; `nil` by default, for no limit.
  ///   - fileID: the file where the task is created; filled in by the compiler.
  ///   - line: the line where the task is created; filled in by the compiler.
  ///   - operation: the closure to run.
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
