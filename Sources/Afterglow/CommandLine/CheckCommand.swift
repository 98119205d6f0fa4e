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

  @Option(CheckSettings.path) var path: String?
  @Option(CheckSettings.timeout) var timeout: Duration?

  func run() throws {
    let sources = try application.sources.given.settings(ProcessInfo.processInfo.environment)
    let check = try check(sources)
    print("\(check.name): \(try check.run())")
  }

  /// Returns the check: each value from the options, else from the sources, else the default.
  ///
  /// - Throws: `ValidationError` of the argument parser if there is no address; ``SettingError`` if a setting is
  ///   invalid, also one that only serving uses: with it the application wouldn't start.
  func check(_ sources: SettingSources) throws -> HealthCheck {
    let address = try application.serving.configuration(sources).listen
    guard address != .inherited else {
      throw ArgumentParser.ValidationError(
        "There is no address to check; name it with --listen or in AFTERGLOW_LISTEN.")
    }
    var check = HealthCheck(address: address)
    try set(&check, with: CheckSettings.all, or: sources)
    return check
  }
}

/// The options of the command `check`.
enum CheckSettings {
  private static let standard = HealthCheck(address: .inherited)

  static let all: [any AnyOptionDescriptor<HealthCheck>] = [path, timeout]

  static let path = OptionDescriptor(
    "path", \.target, of: standard, .requestTarget, of: "check", summary: "What to ask for.")

  static let timeout = OptionDescriptor(
    "timeout", \.timeout, of: standard, .duration, of: "check", summary: "How long the answer may take.")
}
