/// The options of a background task.
///
///     let options = BackgroundTaskOptions(name: "welcome", timeout: .seconds(30))
///     tasks.addTask(BackgroundTask(sendEmail, address, options: options))
///
/// Where a task is created or added, `name:` and `timeout:` are short for the options of these names:
///
///     tasks.addTask(sendEmail, address, name: "welcome", timeout: .seconds(30))
public struct BackgroundTaskOptions: Sendable, Equatable {
  /// The name of the task in the log; `nil`, the default, for the file and line where the task is created.
  public var name: String?

  /// The time after which the task is cancelled; `nil`, the default, for no limit.
  ///
  /// Only a task that awaits something or checks `Task.isCancelled` notices the cancellation.
  public var timeout: Duration?

  /// Creates options.
  ///
  /// - Parameters:
  ///   - name: the name of the task in the log; the file and line by default.
  ///   - timeout: the time after which the task is cancelled; no limit by default.
  public init(name: String? = nil, timeout: Duration? = nil) {
    self.name = name
    self.timeout = timeout
  }
}
