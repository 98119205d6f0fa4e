import Configuration

/// A place that settings come from, as a provider of swift-configuration whose values never change.
protocol SettingSource: ConfigProvider, ConfigSnapshot {
  /// Returns the name of a setting here, for messages.
  func name(of key: AbsoluteConfigKey) -> String

  /// Returns the setting of a key; `nil` if this place has none.
  ///
  /// - Throws: ``SettingError`` if the place can't be read.
  func setting(_ key: AbsoluteConfigKey) throws(SettingError) -> FoundSetting?
}

/// A setting as its source has it: text, or a list of texts.
struct FoundSetting: Sendable, Equatable {
  enum Raw: Sendable, Equatable {
    case text(String)
    case list([String])
  }

  /// The name at its source, for messages.
  let name: String

  let raw: Raw

  /// Whether the value must not be in a message or a log.
  let isSecret: Bool

  /// The value for a message; `nil` if it is a secret.
  var text: String? {
    if isSecret { return nil }
    return switch raw {
    case .text(let text): text
    case .list(let elements): elements.joined(separator: ",")
    }
  }
}

extension SettingSource {
  func value(forKey key: AbsoluteConfigKey, type: ConfigType) throws -> LookupResult {
    guard let found = try setting(key) else { return LookupResult(encodedKey: name(of: key), value: nil) }
    guard let content = found.raw.converted(to: type) else {
      throw SettingError(name: found.name, value: found.text, reason: type.hint)
    }
    return LookupResult(encodedKey: found.name, value: ConfigValue(content, isSecret: found.isSecret))
  }

  func fetchValue(forKey key: AbsoluteConfigKey, type: ConfigType) async throws -> LookupResult {
    try value(forKey: key, type: type)
  }

  nonisolated(nonsending) func watchValue<Return: ~Copyable>(
    forKey key: AbsoluteConfigKey, type: ConfigType,
    updatesHandler:
      nonisolated(nonsending) (
        ConfigUpdatesAsyncSequence<Result<LookupResult, any Error>, Never>
      ) async throws -> Return
  ) async throws -> Return {
    try await watchValueFromValue(forKey: key, type: type, updatesHandler: updatesHandler)
  }

  func snapshot() -> any ConfigSnapshot { self }

  nonisolated(nonsending) func watchSnapshot<Return: ~Copyable>(
    updatesHandler:
      nonisolated(nonsending) (
        ConfigUpdatesAsyncSequence<any ConfigSnapshot, Never>
      ) async throws -> Return
  ) async throws -> Return {
    try await watchSnapshotFromSnapshot(updatesHandler: updatesHandler)
  }
}

extension FoundSetting.Raw {
  /// Returns the value as a type; `nil` if it isn't one.
  ///
  /// A text is read as swift-configuration reads an environment variable: a list is separated by commas.
  fileprivate func converted(to type: ConfigType) -> ConfigContent? {
    switch self {
    case .text(let text): Self.converted(text, to: type)
    case .list(let elements): Self.converted(elements, to: type)
    }
  }

  private static func converted(_ text: String, to type: ConfigType) -> ConfigContent? {
    let provider = EnvironmentVariablesProvider(environmentVariables: ["VALUE": text])
    return try? provider.value(forKey: ["value"], type: type).value?.content
  }

  private static func converted(_ elements: [String], to type: ConfigType) -> ConfigContent? {
    func all<Value>(_ element: ConfigType, _ value: (ConfigContent) -> Value?) -> [Value]? {
      let values = elements.compactMap { converted($0, to: element).flatMap(value) }
      return values.count == elements.count ? values : nil
    }
    return switch type {
    case .stringArray: .stringArray(elements)
    case .intArray:
      all(.int) { if case .int(let value) = $0 { value } else { nil } }.map(ConfigContent.intArray)
    case .doubleArray:
      all(.double) { if case .double(let value) = $0 { value } else { nil } }.map(ConfigContent.doubleArray)
    case .boolArray:
      all(.bool) { if case .bool(let value) = $0 { value } else { nil } }.map(ConfigContent.boolArray)
    case .byteChunkArray:
      all(.bytes) { if case .bytes(let value) = $0 { value } else { nil } }.map(ConfigContent.byteChunkArray)
    case .string, .int, .double, .bool, .bytes: nil
    }
  }
}

extension ConfigType {
  fileprivate var hint: String {
    switch self {
    case .string: "use a single text"
    case .int: "use a whole number"
    case .double: "use a number"
    case .bool: "use 1 or 0"
    case .bytes: "use Base64"
    case .stringArray: "use texts, separated by commas"
    case .intArray: "use whole numbers, separated by commas"
    case .doubleArray: "use numbers, separated by commas"
    case .boolArray: "use 1 or 0, separated by commas"
    case .byteChunkArray: "use Base64, separated by commas"
    }
  }
}

extension AbsoluteConfigKey {
  /// Whether the name says that the value is a secret.
  var namesSecret: Bool {
    let name = components.joined().lowercased().filter { $0.isLetter }
    return ["password", "passphrase", "secret", "token", "credential", "apikey", "privatekey"].contains {
      name.contains($0)
    }
  }

  /// The parts, with full stops between them.
  var dotted: String { components.joined(separator: ".") }
}
