/// Several background tasks, which run in the order in which they were added, one after another.
///
///     var tasks = BackgroundTasks()
///     tasks.addTask(sendEmailNotification, data.email, "Thank you for registering.")
///     tasks.addTask(writeInFile, data.email)
///     return JSONResponse(["message": "Email sent"], background: tasks)
///
/// It is a value: what a handler adds to a copy of its own is never seen by another request.
public struct BackgroundTasks: Sendable {
  /// The tasks, in their order.
  public private(set) var tasks: [BackgroundTask]

  /// Whether the tasks behind one that fails, or runs into its time-out, are left out; the log then says
  /// which.
  ///
  /// `false` by default: one failure doesn't keep the others from running. Not for tasks that run
  /// concurrently.
  public var stopOnFailure: Bool

  /// Whether the tasks take turns on the worker whenever one of them awaits something, instead of running one
  /// after another.
  ///
  /// One that fails doesn't cancel the others. `false` by default.
  public var concurrently: Bool

  /// No tasks yet.
  public init() {
    self.init([])
  }

  /// A list of tasks, empty by default.
  public init(_ tasks: [BackgroundTask] = [], stopOnFailure: Bool = false, concurrently: Bool = false) {
    self.tasks = tasks
    self.stopOnFailure = stopOnFailure
    self.concurrently = concurrently
  }

  /// The same, with the argument named as in the Python model: `BackgroundTasks(tasks: […])`.
  public init(tasks: [BackgroundTask], stopOnFailure: Bool = false, concurrently: Bool = false) {
    self.init(tasks, stopOnFailure: stopOnFailure, concurrently: concurrently)
  }

  /// Whether there is nothing to run.
  public var isEmpty: Bool { tasks.isEmpty }

  /// Adds a task behind those there are.
  public mutating func addTask(_ task: BackgroundTask) {
    tasks.append(task)
  }

  /// Adds a task that calls a function with these arguments; see ``BackgroundTask``.
  public mutating func addTask<each Argument: Sendable>(
    _ function: @escaping @Sendable (repeat each Argument) async throws -> Void,
    _ arguments: repeat each Argument,
    name: String? = nil,
    timeout: Duration? = nil,
    fileID: String = #fileID,
    line: UInt = #line
  ) {
    addTask(
      BackgroundTask(
        function, repeat each arguments, name: name, timeout: timeout, fileID: fileID, line: line))
  }

  /// Adds a task from a trailing closure; see ``BackgroundTask``.
  public mutating func addTask(
    name: String? = nil,
    timeout: Duration? = nil,
    fileID: String = #fileID,
    line: UInt = #line,
    _ operation: @escaping @Sendable () async throws -> Void
  ) {
    addTask(BackgroundTask(name: name, timeout: timeout, fileID: fileID, line: line, operation))
  }
}

extension BackgroundTasks: ExpressibleByArrayLiteral {
  /// The tasks of an array literal, one after another.
  public init(arrayLiteral tasks: BackgroundTask...) {
    self.init(tasks)
  }
}

/// What `background:` takes: one task, or several.
public protocol BackgroundWork: Sendable {
  /// The tasks.
  var backgroundTasks: BackgroundTasks { get }
}

extension BackgroundTasks: BackgroundWork {
  /// Itself.
  public var backgroundTasks: BackgroundTasks { self }
}

extension BackgroundTask: BackgroundWork {
  /// A list of this task alone.
  public var backgroundTasks: BackgroundTasks { [self] }
}
