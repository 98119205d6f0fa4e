import ArgumentParser
import FastCGI

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The command that requests a page from a running application, for health checks.
struct CheckCommand: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "check",
      abstract: "Ask the running application for a page; fail unless it answers with a status below 500.",
      usage:
        "\(ApplicationCommand.programName) check --listen <address> [--path <path>] [--timeout <duration>]",
      discussion: """
        For health checks of containers and the like. It connects to the address of --listen as a web server does, so \
        it gets no answer either while every worker is busy. AFTERGLOW_LISTEN, AFTERGLOW_CHECK_PATH and \
        AFTERGLOW_CHECK_TIMEOUT count where the options are absent.
        """)
  }

  /// The parent command, which holds `--listen` wherever it stands on the command line.
  @ParentCommand var application: ApplicationCommand

  @Option(
    help: ArgumentHelp("What to ask for. (default: /)", valueName: "path"),
    transform: SettingParser.requestTarget)
  var path: String?

  @Option(
    help: ArgumentHelp("How long the answer may take. (default: 5s)", valueName: "duration"),
    transform: SettingParser.duration)
  var timeout: Duration?

  func run() throws {
    let check = try check(environment: ProcessInfo.processInfo.environment)
    print("\(check.name): \(try check.run())")
  }

  /// Returns the check: each value from the options, else from the environment, else the default.
  ///
  /// - Throws: `ValidationError` of the argument parser if there is no address, or if a variable has a bad value.
  func check(environment: [String: String]) throws -> HealthCheck {
    let from = EnvironmentSettings(environment: environment)
    var address = ListenAddress.inherited
    try from.set(&address, to: application.serving.listen, or: "LISTEN", SettingParser.listenAddress)
    guard address != .inherited else {
      throw ArgumentParser.ValidationError(
        "There is no address to check; name it with --listen or in AFTERGLOW_LISTEN.")
    }
    var check = HealthCheck(address: address)
    try from.set(&check.target, to: path, or: "CHECK_PATH", SettingParser.requestTarget)
    try from.set(&check.timeout, to: timeout, or: "CHECK_TIMEOUT", SettingParser.duration)
    return check
  }
}
