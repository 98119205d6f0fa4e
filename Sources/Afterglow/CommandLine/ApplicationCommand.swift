import ArgumentParser

/// The command line of every application.
struct ApplicationCommand: ParsableCommand {
  /// The version that `--version` prints, task-local because the parser reads it from a static property.
  @TaskLocal static var version = ""

  /// The program's name in messages.
  @TaskLocal static var programName = "application"

  /// The application's own commands.
  @TaskLocal static var commands: [NamedCommand] = []

  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: programName,
      abstract: "Serves FastCGI requests until SIGTERM or SIGINT.",
      discussion: """
        Every option can also be set by an environment variable: --max-body-size by AFTERGLOW_MAX_BODY_SIZE, and so \
        on. The command line counts first.
        """ + commands.map { "\n\n\(programName) \($0.name): \($0.abstract)" }.joined(),
      version: version,
      subcommands: [RoutesCommand.self, CheckCommand.self])
  }

  @OptionGroup var serving: ServingOptions
}

/// The command that prints the routes.
struct RoutesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "routes", abstract: "Print the routes and exit.")
}
