/// The executable that a ``ProcessManager`` starts, and the number of processes.
public struct ProcessManagerConfiguration: Sendable {
  /// The default of ``startTimeout``: 5 min.
  public static let defaultStartTimeout: Duration = .seconds(300)

  /// The number of processes that serve.
  public var processes: Int

  /// The path to the executable.
  ///
  /// Each start reads it again, so that a new binary at the same path takes effect.
  public var executable: String

  /// The arguments of each process, without the program's name.
  public var arguments: [String]

  /// The budget of a process's stop; 30 s by default.
  ///
  /// The process ends by itself after that time, and the manager kills it one second later. The value must equal the
  /// processes' own ``ServerConfiguration/gracefulTimeout``.
  public var gracefulTimeout: Duration

  /// The longest time from a process's start until it serves; 5 min by default.
  ///
  /// The process ends by itself after that time, and the manager kills it one second later. The default is long
  /// because a start may have to migrate a database.
  public var startTimeout: Duration

  /// Creates a configuration.
  public init(
    processes: Int, executable: String, arguments: [String],
    gracefulTimeout: Duration = ServerConfiguration().gracefulTimeout,
    startTimeout: Duration = defaultStartTimeout
  ) {
    self.processes = processes
    self.executable = executable
    self.arguments = arguments
    self.gracefulTimeout = gracefulTimeout
    self.startTimeout = startTimeout
  }
}
