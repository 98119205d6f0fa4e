import ArgumentParser
import Configuration
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
  /// Runs what the command line asks for: serves until SIGTERM or SIGINT, runs the health check `check`, runs one of
  /// the application's own commands, or prints the routes, the help or the version.
  ///
  /// On failure it prints one line with the reason on standard error and ends the process. The exit codes are those of
  /// `sysexits.h`:
  ///
  /// - 64 for a bad command line, or a bad setting in the environment or in the configuration file.
  /// - 69 if the socket can't be opened.
  /// - 70 for contradictory routes, a companion that ended early, or a failed shutdown.
  /// - 75 if a stop left work unfinished, or the start took longer than `--start-timeout`.
  /// - 78 if the start failed.
  /// - 1 if `check` finds that the application doesn't answer, or a command throws.
  ///
  /// If the method returns, the stop was clean.
  ///
  /// - Parameter arguments: the arguments without the program's name; those of the process by default.
  public func run(arguments: [String] = Array(CommandLine.arguments.dropFirst())) async {
    await run(arguments, parsed: nil)
  }

  /// Runs what the command line asks for.
  ///
  /// - Parameters:
  ///   - arguments: the arguments without the program's name.
  ///   - parsed: what the arguments say, if they have been parsed already and were valid.
  private func run(_ arguments: [String], parsed: (any ParsableCommand)?) async {
    InitialProcess.endOnSignals()
    let program = Self.programName
    let commands = commands.withLock { $0 }
    await ApplicationCommand.$programName.withValue(program) {
      await ApplicationCommand.$version.withValue(version) {
        await ApplicationCommand.$commands.withValue(commands) {
          await carryOut(arguments, parsed: parsed, as: program)
        }
      }
    }
  }

  /// Creates an application and runs what the command line asks for, like ``run(arguments:)``.
  ///
  ///     await Application.run { try boardApplication() }
  ///
  /// If the closure throws, for example because a secret isn't set, the error is printed as one line on standard error
  /// and the exit code is 78. The closure is called for all arguments, also for `--help` and the application's own
  /// commands.
  ///
  /// - Parameters:
  ///   - arguments: the arguments without the program's name; those of the process by default.
  ///   - make: the closure that creates the application.
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

  /// Creates an application from its settings and runs what the command line asks for, like ``run(arguments:)``.
  ///
  ///     await Application.run { settings in
  ///       try notesApplication(path: settings.requiredString(forKey: "database.path"))
  ///     }
  ///
  /// The reader is that of ``settings(arguments:environment:)``. If the closure reads an invalid setting or throws
  /// ``SettingError``, the exit code is 64, and the line names the setting and its value. For other errors, also that of
  /// a missing setting, it is 78. The closure is called for all arguments, also for `--help` and the application's own
  /// commands.
  ///
  /// - Parameters:
  ///   - arguments: the arguments without the program's name; those of the process by default.
  ///   - make: the closure that creates the application from a reader of its settings.
  public static func run(
    arguments: [String] = Array(CommandLine.arguments.dropFirst()),
    settings make: (ConfigReader) async throws -> Application
  ) async {
    InitialProcess.endOnSignals()
    do {
      let parsed = try parsed(arguments)
      let app = try await application(parsed.map(GivenSources.init) ?? GivenSources(), make)
      await app.run(arguments, parsed: parsed)
    } catch {
      StartFailure(error).end(programName)
    }
  }

  private static func application(
    _ given: GivenSources, _ make: (ConfigReader) async throws -> Application
  ) async throws -> Application {
    let sources = try given.settings(ProcessInfo.processInfo.environment)
    let made = await Result.of { try await make(sources.reader) }
    if let invalid = sources.problems.invalid { throw invalid }
    do {
      return try made.get()
    } catch {
      throw error is SettingError ? error : StartupError(reason: sources.problems.explained(error))
    }
  }

  /// Returns what the arguments say; `nil` if they ask for the help, or may be a command of the application's own.
  ///
  /// - Throws: the errors of the argument parser for other arguments that are invalid.
  private static func parsed(_ arguments: [String]) throws -> (any ParsableCommand)? {
    do {
      return try ApplicationCommand.parseAsRoot(arguments)
    } catch {
      let asksForText = ApplicationCommand.exitCode(for: error) == .success
      if asksForText || arguments.first?.hasPrefix("-") != true { return nil }
      throw error
    }
  }

  private static var programName: String {
    CommandLine.arguments.first?.split(separator: "/").last.map(String.init) ?? "application"
  }

  private func carryOut(
    _ arguments: [String], parsed: (any ParsableCommand)?, as program: String
  ) async {
    // With line buffering, a background task's output reaches the journal at once, not when a buffer is full.
    setvbuf(stdout, nil, _IOLBF, 0)
    do {
      if let command = ApplicationCommand.commands.first(where: { $0.name == arguments.first }) {
        return await command.carryOut(Array(arguments.dropFirst()), as: program)
      }
      switch try parsed ?? ApplicationCommand.parseAsRoot(arguments) {
      case let command as ApplicationCommand:
        let sources = try command.sources.given.settings(ProcessInfo.processInfo.environment)
        let exitCode = try await serve(command.serving.configuration(sources))
        if exitCode != EXIT_SUCCESS { ProcessExit.orderly(exitCode) }
        // A thread that is blocked in `print` would also block the caller's `exit`.
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
  /// Runs the command, and ends the process if it throws.
  fileprivate func carryOut(_ arguments: [String], as program: String) async {
    do {
      try await run(arguments)
    } catch {
      let code = error is CommandUsageError ? EX_USAGE : EXIT_FAILURE
      StartFailure(message: "\(error)", code: code).end(program)
    }
  }
}

/// A failure that ends the process: a line for people and the exit code.
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
    case is SettingError:
      (message, code) = ("\(error)", EX_USAGE)
    case is UnfinishedWorkError, is StartTimeoutError:
      (message, code) = ("\(error)", EX_TEMPFAIL)
    default:
      code = ApplicationCommand.exitCode(for: error).rawValue
      // The full message repeats the usage; this one only says what is wrong.
      message =
        code == EXIT_SUCCESS
        ? ApplicationCommand.fullMessage(for: error) : ApplicationCommand.message(for: error)
    }
  }

  /// Prints the message and ends the process.
  func end(_ program: String) -> Never {
    if code == EXIT_SUCCESS {
      print(message)
    } else {
      LogOutput.standardError.write(Array("\(program): \(message)\n".utf8))
    }
    ProcessExit.orderly(code)
  }
}
