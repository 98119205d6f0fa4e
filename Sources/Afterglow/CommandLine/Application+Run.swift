import ArgumentParser
import FastCGI
import Logging
import Synchronization

#if canImport(Glibc)
  // For `stdout`, which C declares as a variable.
  @preconcurrency import Glibc
#endif
#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension Application {
  /// Does what the command line says: serves until SIGTERM or SIGINT, checks whether it is
  /// served, carries out a command of the application's own, or prints routes, help or version.
  ///
  /// It ends the process when it can't go on, with one line on standard error that says why, and a code of
  /// `sysexits.h`: 64 for a bad command line or environment, 69 if the socket can't be had, 78 if the start failed, 70
  /// for routes that contradict each other, a companion that ended or a shutdown that failed, 75 if a stop had to leave
  /// work unfinished or the start took longer than `--start-timeout`; 1 if `check` finds that the application does not answer. When it returns, the stop was a clean one.
  ///
  /// - Parameter arguments: the arguments without the program's name; the process's own by default.
  public func run(arguments: [String] = Array(CommandLine.arguments.dropFirst())) async {
    InitialProcess.endOnSignals()
    let program = Self.programName
    let commands = commands.withLock { $0 }
    await ApplicationCommand.$programName.withValue(program) {
      await ApplicationCommand.$version.withValue(version) {
        await ApplicationCommand.$commands.withValue(commands) {
          await carryOut(arguments, as: program)
        }
      }
    }
  }

  /// Makes an application and does what the command line says, as ``run(arguments:)``.
  ///
  ///     await Application.run { try boardApplication() }
  ///
  /// What keeps the application from being made, such as a secret that isn't set, is one line on standard error as well,
  /// with the exit code 78. The application is made whatever the arguments ask for, also for `--help` and its own commands.
  ///
  /// - Parameters:
  ///   - arguments: the arguments without the program's name; the process's own by default.
  ///   - make: makes the application.
  public static func run(
    arguments: [String] = Array(CommandLine.arguments.dropFirst()),
    _ make: () async throws -> Application
  ) async {
    InitialProcess.endOnSignals()
    let app: Application
    do {
      app = try await make()
    } catch {
      StartFailure(StartupError(reason: error)).end(programName)
    }
    await app.run(arguments: arguments)
  }

  private static var programName: String {
    CommandLine.arguments.first?.split(separator: "/").last.map(String.init) ?? "application"
  }

  private func carryOut(_ arguments: [String], as program: String) async {
    // What a task prints is to be in the journal when it has run, not when a buffer is full.
    setvbuf(stdout, nil, _IOLBF, 0)
    do {
      if let command = ApplicationCommand.commands.first(where: { $0.name == arguments.first }) {
        return await command.carryOut(Array(arguments.dropFirst()), as: program)
      }
      switch try ApplicationCommand.parseAsRoot(arguments) {
      case let command as ApplicationCommand:
        let environment = ProcessInfo.processInfo.environment
        let exitCode = try await serve(command.serving.configuration(environment: environment))
        if exitCode != EXIT_SUCCESS { ProcessExit.orderly(exitCode) }
        // Somebody else's thread may still be held up in `print`, and with it the `exit` of whoever called this.
        if !ProcessExit.flushStandardOutput(within: LogOutput.exitLimit) { ProcessExit.immediately(exitCode) }
      case is RoutesCommand:
        _ = try service()
        print(RouteTable(routes: routes))
      case var command:
        try command.run()
      }
    } catch {
      StartFailure(error).end(program)
    }
  }
}

extension NamedCommand {
  /// Runs it, and ends the process if it throws.
  fileprivate func carryOut(_ arguments: [String], as program: String) async {
    do {
      try await run(arguments)
    } catch {
      let code = error is CommandUsageError ? EX_USAGE : EXIT_FAILURE
      StartFailure(message: "\(error)", code: code).end(program)
    }
  }
}

/// Why an application does not run, runs no more or does not answer: a line for people and the process's exit code.
private struct StartFailure {
  let message: String
  let code: Int32

  init(message: String, code: Int32) {
    (self.message, self.code) = (message, code)
  }

  init(_ error: any Error) {
    switch error {
    case is RouteDeclarationErrors, is CompanionError, is ShutdownError:
      (message, code) = ("\(error)", EX_SOFTWARE)
    case ListeningSocketError.descriptorNotListening:
      (message, code) = ("\(error)", EX_USAGE)
    case is ListeningSocketError, is SystemError:
      (message, code) = ("\(error)", EX_UNAVAILABLE)
    case is HealthCheckFailure:
      (message, code) = ("\(error)", EXIT_FAILURE)
    case is StartupError:
      (message, code) = ("\(error)", EX_CONFIG)
    case is UnfinishedWorkError, is StartTimeoutError:
      (message, code) = ("\(error)", EX_TEMPFAIL)
    default:
      code = ApplicationCommand.exitCode(for: error).rawValue
      // The full message of a failure repeats the usage; the first line of it is what is wrong.
      message =
        code == EXIT_SUCCESS
        ? ApplicationCommand.fullMessage(for: error) : ApplicationCommand.message(for: error)
    }
  }

  /// Ends the process.
  func end(_ program: String) -> Never {
    if code == EXIT_SUCCESS {
      print(message)
    } else {
      LogOutput.standardError.write(Array("\(program): \(message)\n".utf8))
    }
    ProcessExit.orderly(code)
  }
}
