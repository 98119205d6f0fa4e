import ArgumentParser

/// The command line of every application.
struct ApplicationCommand: ParsableCommand {
  /// The version that `--version` prints, task-local because the parser reads it from a static property.
  ///
  /// Without a version the parser doesn't know `--version`; settings are read before the application has said its own.
  @TaskLocal static var version = "0.0.0"

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
        on. The command line counts first, then the environment, then the file of --config.
        """ + commands.map { "\n\n\(programName) \($0.name): \($0.abstract)" }.joined(),
      version: version,
      subcommands: [RoutesCommand.self, CheckCommand.self])
  }

  @OptionGroup var serving: ServingOptions
  @OptionGroup var sources: SourceOptions
}

/// The command that prints the routes.
struct RoutesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "routes", abstract: "Print the routes and exit.")

  /// The parent command, which holds the options wherever they stand on the command line.
  @ParentCommand var application: ApplicationCommand
}
