/// Several background tasks.
///
/// They run one after another in the order in which they were added, or take turns.
///
///     var tasks = BackgroundTasks()
///     tasks.addTask(sendEmailNotification, data.email, "Thank you for registering.")
///     tasks.addTask(writeInFile, data.email)
///     return JSONResponse(["message": "Email sent"], background: tasks)
///
/// The list is a value: tasks that a handler adds to its copy never run for another request.
public struct BackgroundTasks: Sendable {
  /// The tasks, in order.
  public private(set) var tasks: [BackgroundTask]

  /// The way in which the tasks run.
  private enum Course {
    case inOrder
    case inOrderUntilFailure
    case concurrent
  }

  private let course: Course

  /// Whether a task that fails or reaches its time-out keeps the tasks after it from running.
  ///
  /// `false` by default: all tasks run. The log names the tasks that do not.
  public var stopOnFailure: Bool { course == .inOrderUntilFailure }

  /// Whether the tasks run concurrently on the worker: while one awaits something, another may run.
  ///
  /// A task that fails doesn't cancel the others. `false` by default: the tasks run one after another.
  public var concurrently: Bool { course == .concurrent }

  /// Creates an empty list.
  public init() {
    self.init([], .inOrder)
  }

  /// Creates a list of tasks that run one after another.
  ///
  /// - Parameters:
  ///   - tasks: the tasks, in order; none by default.
  ///   - stopOnFailure: whether a failure keeps the tasks after it from running; `false` by default.
  public init(_ tasks: [BackgroundTask] = [], stopOnFailure: Bool = false) {
    self.init(tasks, stopOnFailure ? .inOrderUntilFailure : .inOrder)
  }

  /// Creates a list of tasks that may run concurrently.
  ///
  /// - Parameters:
  ///   - tasks: the tasks; none by default.
  ///   - concurrently: whether the tasks run concurrently on the worker instead of one after another.
  public init(_ tasks: [BackgroundTask] = [], concurrently: Bool) {
    self.init(tasks, concurrently ? .concurrent : .inOrder)
  }

  /// Creates a list of tasks that run one after another, with the argument label of the Python model:
  /// `BackgroundTasks(tasks: […])`.
  public init(tasks: [BackgroundTask], stopOnFailure: Bool = false) {
    self.init(tasks, stopOnFailure: stopOnFailure)
  }

  /// Creates a list of tasks that may run concurrently, with the argument label of the Python model.
  public init(tasks: [BackgroundTask], concurrently: Bool) {
    self.init(tasks, concurrently: concurrently)
  }

  private init(_ tasks: [BackgroundTask], _ course: Course) {
    self.tasks = tasks
    self.course = course
  }

  /// Whether the list has no tasks.
  public var isEmpty: Bool { tasks.isEmpty }

  /// Adds a task at the end.
  public mutating func addTask(_ task: BackgroundTask) {
    tasks.append(task)
  }

  /// Adds a task that calls a function with arguments; `name` and `timeout` are its ``BackgroundTaskOptions``.
  public mutating func addTask<each Argument: Sendable>(
    _ function: @escaping @Sendable (repeat each Argument) async throws -> Void,
    _ arguments: repeat each Argument,
    name: String? = nil, timeout: Duration? = nil, fileID: String = #fileID, line: UInt = #line
  ) {
    addTask(
      BackgroundTask(
        function, repeat each arguments, name: name, timeout: timeout, fileID: fileID, line: line))
  }

  /// Adds a task from a trailing closure; `name` and `timeout` are its ``BackgroundTaskOptions``.
  public mutating func addTask(
    name: String? = nil, timeout: Duration? = nil, fileID: String = #fileID, line: UInt = #line,
    _ operation: @escaping @Sendable () async throws -> Void
  ) {
    addTask(operation, name: name, timeout: timeout, fileID: fileID, line: line)
  }
}

extension BackgroundTasks: ExpressibleByArrayLiteral {
  /// Creates a list of the tasks of an array literal, which run one after another.
  public init(arrayLiteral tasks: BackgroundTask...) {
    self.init(tasks)
  }
}

/// An argument for `background:`, either one task or several.
public protocol BackgroundWork: Sendable {
  /// The tasks.
  var backgroundTasks: BackgroundTasks { get }
}

extension BackgroundTasks: BackgroundWork {
  /// The list itself.
  public var backgroundTasks: BackgroundTasks { self }
}

extension BackgroundTask: BackgroundWork {
  /// A list with this task alone.
  public var backgroundTasks: BackgroundTasks { [self] }
}
