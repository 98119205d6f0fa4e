/// What a ``ProcessManager`` starts, and how many.
public struct ProcessManagerConfiguration: Sendable {
  /// How many processes serve.
  public var processes: Int

  /// The executable's path.
  ///
  /// It is started anew from there, so that a new binary at the same path is picked up.
  public var executable: String

  /// The arguments of each process, without the program's name.
  public var arguments: [String]

  /// The budget of a process's stop, after which it ends by itself; the manager kills it one second later.
  ///
  /// 30 s by default. It is the processes' own ``ServerConfiguration/gracefulTimeout``.
  public var gracefulTimeout: Duration

  /// How long a process may take until it serves, after which it ends by itself; the manager kills it one second later.
  ///
  /// 5 min by default: a start may have a database to migrate.
  public var startTimeout: Duration

  /// A configuration.
  public init(
    processes: Int, executable: String, arguments: [String], gracefulTimeout: Duration = .seconds(30),
    startTimeout: Duration = .seconds(300)
  ) {
    self.processes = processes
    self.executable = executable
    self.arguments = arguments
    self.gracefulTimeout = gracefulTimeout
    self.startTimeout = startTimeout
  }
}
