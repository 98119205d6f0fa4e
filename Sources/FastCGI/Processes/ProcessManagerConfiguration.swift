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

  /// How long a process has to stop before it is killed; longer than its own graceful and cancellation time-outs.
  public var stopTimeout: Duration

  /// A configuration.
  public init(processes: Int, executable: String, arguments: [String], stopTimeout: Duration) {
    self.processes = processes
    self.executable = executable
    self.arguments = arguments
    self.stopTimeout = stopTimeout
  }
}
