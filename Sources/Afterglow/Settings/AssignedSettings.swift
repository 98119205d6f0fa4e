import Configuration

/// The settings that `--set KEY=VALUE` gives on the command line; of two with the same key, the last one counts.
struct AssignedSettings: SettingSource {
  /// A key with its value.
  struct Assignment: Sendable, Equatable {
    let key: String
    let value: String

    /// Parses `KEY=VALUE`.
    ///
    /// - Throws: ``SettingParser/Failure`` if there is no key or no equals sign.
    init(parsing text: String) throws {
      let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, !parts[0].isEmpty else {
        throw SettingParser.Failure(description: "use KEY=VALUE, such as database.path=/srv/notes.sqlite")
      }
      (key, value) = (String(parts[0]), String(parts[1]))
    }
  }

  let assignments: [Assignment]

  let providerName = "command line"

  /// The keys of all settings.
  var keys: [String] { assignments.map(\.key) }

  func name(of key: AbsoluteConfigKey) -> String { "--set \(key.dotted)" }

  func setting(_ key: AbsoluteConfigKey) -> FoundSetting? {
    assignments.last { $0.key == key.dotted }.map {
      FoundSetting(name: name(of: key), raw: .text($0.value), isSecret: key.namesSecret)
    }
  }
}
