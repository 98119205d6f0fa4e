/// Several background tasks.
///
/// They run one after another in the order in which they were added, or take turns.
///
///     var tasks = BackgroundTasks()
///     tasks.addTask(sendEmailNotification, data.email, "Thank you for registering.")
///     tasks.addTask(writeInFile, data.email)
///     return JSONResponse(["message": "Email sent"], background: tasks)
///
/// It is a value: what a handler adds to a copy of its own is never seen by another request.
public struct BackgroundTasks: Sendable {
  /// The tasks, in order.
  public private(set) var tasks: [BackgroundTask]

  /// How the tasks run.
  private enum Course {
    case inOrder
    case inOrderUntilFailure
    case concurrent
  }

  private let course: Course

  /// Whether the tasks after one that fails, or that reaches its time-out, are left out; the log then names them.
  ///
  /// `false` by default: the failure of one task doesn't keep the others from running.
  public var stopOnFailure: Bool { course == .inOrderUntilFailure }

  /// Whether the tasks take turns on the worker when one of them awaits something, instead of running one after another.
  ///
  /// A task that fails doesn't cancel the others. `false` by default.
  public var concurrently: Bool { course == .concurrent }

  /// Creates an empty list.
  public init() {
    self.init([], .inOrder)
  }

  /// Creates a list of tasks that run one after another.
  ///
  /// - Parameters:
  ///   - tasks: the tasks, in order; none by default.
  ///   - stopOnFailure: whether the tasks after one that fails are left out; `false` by default.
  public init(_ tasks: [BackgroundTask] = [], stopOnFailure: Bool = false) {
    self.init(tasks, stopOnFailure ? .inOrderUntilFailure : .inOrder)
  }

  /// Creates a list of tasks that may take turns.
  ///
  /// - Parameters:
  ///   - tasks: the tasks; none by default.
  ///   - concurrently: whether the tasks take turns on the worker when one of them awaits something.
  public init(_ tasks: [BackgroundTask] = [], concurrently: Bool) {
    self.init(tasks, concurrently ? .concurrent : .inOrder)
  }

  /// Creates a list of tasks that run one after another, with the argument named as in the Python model:
  /// `BackgroundTasks(tasks: […])`.
  public init(tasks: [BackgroundTask], stopOnFailure: Bool = false) {
    self.init(tasks, stopOnFailure: stopOnFailure)
  }

  /// Creates a list of tasks that may take turns, with the argument named as in the Python model.
  public init(tasks: [BackgroundTask], concurrently: Bool) {
    self.init(tasks, concurrently: concurrently)
  }

  private init(_ tasks: [BackgroundTask], _ course: Course) {
    self.tasks = tasks
    self.course = course
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
