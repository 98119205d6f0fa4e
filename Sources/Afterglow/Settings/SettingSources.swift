import Configuration

/// The places that settings come from, in their order: the first one that has a setting counts.
struct SettingSources: Sendable {
  private let sources: [any SettingSource]

  /// The invalid and missing settings that were read through ``reader``.
  let problems = SettingProblems()

  /// Creates the sources.
  ///
  /// - Parameters:
  ///   - assigned: the settings that `--set` gives; none by default.
  ///   - environment: the environment variables.
  ///   - file: the configuration file; `nil` by default.
  ///   - options: the keys of all options, as they are called below `afterglow`.
  /// - Throws: ``SettingError`` if the command line or the file has an option that doesn't exist.
  init(
    assigned: AssignedSettings = AssignedSettings(assignments: []), environment: EnvironmentSettings,
    file: FileSettings? = nil, options: Set<String> = []
  ) throws(SettingError) {
    for key in assigned.keys {
      try Self.check(key, in: options, name: "--set \(key)")
    }
    for key in file?.keys ?? [] {
      try Self.check(key, in: options, name: "\(key) in \(file?.path ?? "")")
    }
    sources = [assigned, environment] + (file.map { [$0] } ?? [])
  }

  /// The reader of all sources.
  var reader: ConfigReader { ConfigReader(providers: sources, accessReporter: problems) }

  /// Returns the setting of the first source that has one; `nil` if none has.
  ///
  /// - Throws: ``SettingError`` if a source can't be read.
  func setting(_ key: AbsoluteConfigKey) throws(SettingError) -> FoundSetting? {
    for source in sources {
      if let found = try source.setting(key) { return found }
    }
    return nil
  }

  private static func check(_ key: String, in options: Set<String>, name: String) throws(SettingError) {
    let parts = key.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard parts[0] == OptionNames.group else { return }
    let option = parts.dropFirst().joined(separator: ".")
    guard !options.contains(option) else { return }
    let spelling = OptionNames.key(of: option)
    let advice = options.contains(spelling) ? "it is called \(OptionNames.group).\(spelling)" : "see --help"
    throw SettingError(name: name, reason: "there is no such option; \(advice)")
  }
}
