import Configuration

/// The settings in environment variables, and in the files that variables with `_FILE` at their end name.
///
/// An empty variable counts as unset.
struct EnvironmentSettings: SettingSource {
  let environment: [String: String]

  let providerName = "environment"

  /// Returns the variable of a key: `DATABASE_POOL_SIZE` for `database.poolSize`.
  static func variable(of key: AbsoluteConfigKey) -> String {
    let provider = EnvironmentVariablesProvider(environmentVariables: [:])
    // Without variables, the provider only encodes the key.
    return (try? provider.value(forKey: key, type: .string).encodedKey) ?? ""
  }

  func name(of key: AbsoluteConfigKey) -> String { Self.variable(of: key) }

  func setting(_ key: AbsoluteConfigKey) throws(SettingError) -> FoundSetting? {
    let variable = name(of: key)
    guard let path = value(of: variable + "_FILE") else {
      return value(of: variable).map {
        FoundSetting(name: variable, raw: .text($0), isSecret: key.namesSecret)
      }
    }
    guard value(of: variable) == nil else {
      throw SettingError(name: variable, reason: "\(variable)_FILE is set too; unset one of them")
    }
    let text = try Self.secret(in: path, namedBy: variable + "_FILE")
    return FoundSetting(name: variable + "_FILE", raw: .text(text), isSecret: true)
  }

  private func value(of variable: String) -> String? {
    environment[variable].flatMap { $0.isEmpty ? nil : $0 }
  }

  private static func secret(in path: String, namedBy variable: String) throws(SettingError) -> String {
    var text: String
    do {
      text = try SettingFile.text(of: path)
    } catch {
      throw SettingError(name: variable, value: path, reason: error.reason)
    }
    // Swift takes CR LF for one character.
    if text.last?.isNewline == true { text.removeLast() }
    guard !text.isEmpty else { throw SettingError(name: variable, value: path, reason: "the file is empty") }
    return text
  }
}
