import Glibc
import Subprocess
import Synchronization

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// A child process for the duration of a closure, used for spawned servers and nginx.
final class ServerProcess: Sendable {
  struct Launch {
    var executable: String
    var arguments: [String]
    /// The changes to this process's environment; `nil` removes a variable.
    var environment: [String: String?]
    var folder: String
    /// The descriptor that becomes descriptor 0 and is closed on this side; `/dev/null` if `nil`.
    var descriptor: Int32?
    /// The time from SIGTERM to SIGKILL.
    var grace: Duration
  }

  private enum Outcome<Value> {
    case returned(Value)
    case threw(any Error, ExitStatus?, ServerLog)
  }

  let identifier: Int32
  let log = ServerLog()
  /// Whether the identifier still belongs to the process; later the system may give it to another one.
  private let isOurs = Mutex(true)

  private init(identifier: Int32) {
    self.identifier = identifier
  }

  nonisolated(nonsending) static func run<Value>(
    _ launch: Launch, _ body: nonisolated(nonsending) (ServerProcess) async throws -> Value
  ) async throws -> Value {
    let input: FileDescriptor =
      if let descriptor = launch.descriptor {
        FileDescriptor(rawValue: descriptor)
      } else {
        try FileDescriptor.open("/dev/null", .readOnly, options: .closeOnExec)
      }
    var outcome: Outcome<Value>?
    do {
      _ = try await Subprocess.run(
        configuration(launch), input: .fileDescriptor(input, closeAfterSpawningProcess: true),
        output: .sequence, error: .sequence
      ) { execution in
        let process = ServerProcess(identifier: execution.processIdentifier.value)
        let charge = SpawnedProcessGuard.Charge(group: process.identifier, folder: launch.folder)
        SpawnedProcessGuard.shared?.watch(charge)
        defer { SpawnedProcessGuard.shared?.release(charge) }
        await withTaskGroup(of: Void.self) { group in
          group.addTask { await process.log.collect(execution.standardOutput) }
          group.addTask { await process.log.collect(execution.standardError) }
          outcome = await process.outcome(of: body)
          await process.stop(grace: launch.grace)
          await group.waitForAll()
        }
      }
    } catch let error as SubprocessError where outcome == nil {
      throw SpawnFailure(path: launch.executable, reason: error)
    }
    return try value(of: outcome, executable: launch.executable)
  }

  /// Returns the value or throws the failure once the log is complete, since the lines of a crash come after its error.
  private static func value<Value>(of outcome: Outcome<Value>?, executable: String) throws -> Value {
    switch outcome {
    case .returned(let value): return value
    case .threw(let error, let exitStatus, let log):
      throw ServerFailure(
        underlyingError: error, executable: executable, log: log.lines, exitStatus: exitStatus)
    case nil: throw ProcessGone()
    }
  }

  private static func configuration(_ launch: Launch) -> Configuration {
    var options = PlatformOptions()
    // A separate group, so that processes it leaves behind can be ended with it.
    options.processGroupID = 0
    let updates = launch.environment.compactMap { name, value in
      Environment.Key(rawValue: name).map { ($0, value) }
    }
    return Configuration(
      executable: .path(FilePath(launch.executable)), arguments: Arguments(launch.arguments),
      environment: .inherit.updating(Dictionary(uniqueKeysWithValues: updates)),
      workingDirectory: FilePath(launch.folder), platformOptions: options)
  }

  nonisolated(nonsending) private func outcome<Value>(
    of body: nonisolated(nonsending) (ServerProcess) async throws -> Value
  ) async -> Outcome<Value> {
    do {
      return .returned(try await body(self))
    } catch {
      return .threw(error, await exitStatus(after: error), log)
    }
  }

  /// Returns how the process ended, if it had ended when the error was thrown.
  ///
  /// The connections of a dying process break a moment before its exit status is available.
  private func exitStatus(after error: any Error) async -> ExitStatus? {
    if let error = error as? ConnectionError, [.refused, .reset, .endOfStream].contains(error.reason) {
      return try? await waitForExit(within: .seconds(1))
    }
    return try? peekExitStatus()
  }

  func send(_ signal: ProcessSignal) throws {
    try isOurs.withLock { isOurs in
      guard isOurs, kill(identifier, signal.number) == 0 else { throw ProcessGone() }
    }
  }

  /// Returns how the process ended, or `nil` while it runs; it stays a zombie until the closure returns.
  func peekExitStatus() throws -> ExitStatus? {
    try isOurs.withLock { isOurs in
      var info = siginfo_t()
      guard isOurs, waitid(P_PID, id_t(identifier), &info, WEXITED | WNOHANG | WNOWAIT) == 0 else {
        throw ProcessGone()
      }
      guard info.si_signo == SIGCHLD else { return nil }
      let status = info._sifields._sigchld.si_status
      return info.si_code == Int32(CLD_EXITED) ? .exited(code: status) : .signaled(number: status)
    }
  }

  func waitForExit(within duration: Duration) async throws -> ExitStatus {
    try await eventually("the end of process \(identifier)", within: duration) { try self.peekExitStatus() }
  }

  private func stop(grace: Duration) async {
    try? send(.terminate)
    // The wait of a cancelled test fails at once, so that SIGKILL follows immediately.
    _ = try? await waitForExit(within: grace)
    isOurs.withLock { isOurs in
      isOurs = false
      kill(-identifier, SIGKILL)
    }
  }
}
