import ArgumentParser

/// The options that say where settings come from.
struct SourceOptions: ParsableArguments {
  @Option(GivenSources.config) var config: String?

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "Give one of the service's own settings.",
      discussion:
        "It may be given several times. Other users of the machine see it, so give a secret in a file.",
      valueName: "key=value"),
    transform: AssignedSettings.Assignment.init(parsing:))
  var assignments: [AssignedSettings.Assignment] = []

  /// The values.
  var given: GivenSources { GivenSources(config: config, assignments: assignments) }
}

/// What the command line says about where settings come from.
struct GivenSources {
  static let config = OptionDescriptor(
    "config", \Self.config, .file, summary: "A JSON file with settings.", defaultText: "none")

  /// The path to the configuration file; `nil` if the environment may name one.
  var config: String?

  /// The settings of the command line itself.
  var assignments: [AssignedSettings.Assignment] = []

  /// Returns the values of a command of every application.
  init(_ command: any ParsableCommand) {
    switch command {
    case let command as ApplicationCommand: self = command.sources.given
    case let command as CheckCommand: self = command.application.sources.given
    case let command as RoutesCommand: self = command.application.sources.given
    default: self.init()
    }
  }

  init(config: String? = nil, assignments: [AssignedSettings.Assignment] = []) {
    (self.config, self.assignments) = (config, assignments)
  }

  /// Returns the sources of settings.
  ///
  /// - Throws: ``SettingError`` if the file can't be read, or if an option doesn't exist that it or `--set` names.
  func settings(_ environment: [String: String]) throws(SettingError) -> SettingSources {
    let environment = EnvironmentSettings(environment: environment)
    var named = self
    try Self.config.set(&named, to: config, or: SettingSources(environment: environment))
    let name = config == nil ? Self.config.variable : "--\(Self.config.name)"
    var file: FileSettings?
    if let path = named.config { file = try FileSettings(path: path, namedBy: name) }
    return try SettingSources(
      assigned: AssignedSettings(assignments: assignments), environment: environment, file: file,
      options: Set(ServingSettings.all.map(\.key) + CheckSettings.all.map(\.key)))
  }
}
