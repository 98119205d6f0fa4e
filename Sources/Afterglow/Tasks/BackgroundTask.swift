/// A task to run after the response: a function with its arguments, or a closure.
///
///     BackgroundTask(sendEmailNotification, user.email, "Thank you for registering.")
///     BackgroundTask(name: "welcome", timeout: .seconds(30)) { try await sendWelcome() }
///
/// The task runs on the worker that answered the request, after the client has the whole response and before the worker
/// accepts the next request. An error that it throws is logged with the task's name and the request's id.
public struct BackgroundTask: Sendable {
  /// The options that the task was created with.
  public let options: BackgroundTaskOptions

  /// The name of the task in the log: that of the ``options``, or the file and line where the task is created.
  public let name: String

  let operation: @Sendable () async throws -> Void

  /// Creates a task from a closure.
  ///
  /// - Parameters:
  ///   - options: the options.
  ///   - fileID: the file where the task is created; filled in by the compiler.
  ///   - line: the line where the task is created; filled in by the compiler.
  ///   - operation: the closure to run.
  public init(
    options: BackgroundTaskOptions, fileID: String = #fileID, line: UInt = #line,
    _ operation: @escaping @Sendable () async throws -> Void
  ) {
    self.options = options
    self.name = options.name ?? "\(fileID):\(line)"
    self.operation = operation
  }

  /// Creates a task that calls a function with arguments, which are bound now.
  ///
  /// - Parameters:
  ///   - function: the function or closure, synchronous or asynchronous.
  ///   - arguments: the arguments of the function.
  ///   - options: the options.
  ///   - fileID: the file where the task is created; filled in by the compiler.
  ///   - line: the line where the task is created; filled in by the compiler.
  public init<each Argument: Sendable>(
    _ function: @escaping @Sendable (repeat each Argument) async throws -> Void,
    _ arguments: repeat each Argument,
    options: BackgroundTaskOptions, fileID: String = #fileID, line: UInt = #line
  ) {
    self.init(options: options, fileID: fileID, line: line) { try await function(repeat each arguments) }
  }

  /// The time after which the task is cancelled; see ``BackgroundTaskOptions/timeout``.
  public var timeout: Duration? { options.timeout }
}

// The spellings of the guide: options as arguments.
extension BackgroundTask {
  /// Creates a task that calls a function with arguments; `name` and `timeout` are its ``BackgroundTaskOptions``.
  public init<each Argument: Sendable>(
    _ function: @escaping @Sendable (repeat each Argument) async throws -> Void,
    _ arguments: repeat each Argument,
    name: String? = nil, timeout: Duration? = nil, fileID: String = #fileID, line: UInt = #line
  ) {
    let options = BackgroundTaskOptions(name: name, timeout: timeout)
    self.init(function, repeat each arguments, options: options, fileID: fileID, line: line)
  }

  /// Creates a task from a trailing closure; `name` and `timeout` are its ``BackgroundTaskOptions``.
  public init(
    name: String? = nil, timeout: Duration? = nil, fileID: String = #fileID, line: UInt = #line,
    _ operation: @escaping @Sendable () async throws -> Void
  ) {
    self.init(operation, name: name, timeout: timeout, fileID: fileID, line: line)
  }
}
