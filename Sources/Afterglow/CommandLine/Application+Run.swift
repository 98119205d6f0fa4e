import ArgumentParser
import FastCGI
import Logging

#if canImport(Glibc)
  import Glibc
#endif
#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension Application {
  /// Does what the command line says: serves until SIGTERM or SIGINT, or prints routes, help or version.
  ///
  /// It ends the process when it can't go on, with one line on standard error that says why, and a code of
  /// `sysexits.h`: 64 for a bad command line or environment, 69 if the socket can't be had, 78 if an `onStart` action
  /// failed, 70 for routes that
  /// contradict each other, 75 if a stop had to leave work unfinished. When it returns, the stop was a clean one.
  ///
  /// - Parameter arguments: the arguments without the program's name; the process's own by default.
  public func run(arguments: [String] = Array(CommandLine.arguments.dropFirst())) async {
    let program = CommandLine.arguments.first?.split(separator: "/").last.map(String.init) ?? "application"
    await ApplicationCommand.$programName.withValue(program) {
      await ApplicationCommand.$version.withValue(version) {
        await carryOut(arguments, as: program)
      }
    }
  }

  private func carryOut(_ arguments: [String], as program: String) async {
    do {
      switch try ApplicationCommand.parseAsRoot(arguments) {
      case let command as ApplicationCommand:
        try await serve(command.serving.configuration(environment: ProcessInfo.processInfo.environment))
      case is RoutesCommand:
        _ = try service()
        print(RouteTable(routes: routes))
      case var command:
        try command.run()
      }
    } catch {
      let failure = StartFailure(error)
      if failure.code == EXIT_SUCCESS {
        print(failure.message)
      } else {
        let line = Array("\(program): \(failure.message)\n".utf8)
        _ = write(STDERR_FILENO, line, line.count)
      }
      exit(failure.code)
    }
  }

  /// Serves until SIGTERM or SIGINT, or until the Swift task it runs in is cancelled.
  ///
  /// - Throws: ``RouteDeclarationErrors``, `ListeningSocketError` or `SystemError` if it can't begin,
  ///   `UnfinishedWorkError` if a stop had to leave work unfinished: the process should exit then.
  public func serve(_ configuration: ApplicationConfiguration) async throws {
    let service = try service(maxBodySize: configuration.maxBodySize, logLevel: configuration.logLevel)
    do {
      try await start()
    } catch {
      throw StartActionError(reason: "\(error)")
    }
    let socket = try ListeningSocket.open(
      at: configuration.listen, mode: configuration.socketMode, backlog: configuration.backlog)
    let server = FastCGIServer(
      socket: socket,
      configuration: ServerConfiguration(
        workers: configuration.workers, gracefulTimeout: configuration.gracefulTimeout),
      responder: ApplicationResponder(service: service),
      logger: service.logger)
    service.logger.info(
      "Serving.",
      metadata: [
        "listen": "\(socket.address)", "workers": "\(configuration.workers)", "process": "\(getpid())",
      ])
    try await server.run(stoppingOnSignals: true)
    service.logger.info("Stopped; nothing was left unfinished.", metadata: ["process": "\(getpid())"])
  }
}

/// An action of `onStart` threw.
private struct StartActionError: Error, CustomStringConvertible {
  let reason: String
  var description: String { "The start failed: \(reason)" }
}

/// Why an application does not run, or runs no more: a line for people and the process's exit code.
private struct StartFailure {
  let message: String
  let code: Int32

  init(_ error: any Error) {
    switch error {
    case is RouteDeclarationErrors:
      (message, code) = ("\(error)", EX_SOFTWARE)
    case ListeningSocketError.descriptorNotListening:
      (message, code) = ("\(error)", EX_USAGE)
    case is ListeningSocketError, is SystemError:
      (message, code) = ("\(error)", EX_UNAVAILABLE)
    case is StartActionError:
      (message, code) = ("\(error)", EX_CONFIG)
    case is UnfinishedWorkError:
      (message, code) = ("\(error)", EX_TEMPFAIL)
    default:
      code = ApplicationCommand.exitCode(for: error).rawValue
      // The full message of a failure repeats the usage; the first line of it is what is wrong.
      message =
        code == EXIT_SUCCESS
        ? ApplicationCommand.fullMessage(for: error) : ApplicationCommand.message(for: error)
    }
  }
}
