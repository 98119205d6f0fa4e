import ArgumentParser

/// The `AFTERGLOW_…` environment variables.
struct EnvironmentSettings {
  let environment: [String: String]

  /// Sets a value from the command line or, without an option there, from a variable.
  ///
  /// Otherwise the value stays unchanged.
  ///
  /// An empty variable counts as unset.
  func set<Value>(
    _ setting: inout Value, to option: Value?, or name: String, _ parse: (String) throws -> Value
  ) throws {
    if let option {
      setting = option
      return
    }
    let variable = "AFTERGLOW_\(name)"
    guard let text = environment[variable], !text.isEmpty else { return }
    do {
      setting = try parse(text)
    } catch {
      throw ArgumentParser.ValidationError("The value '\(text)' is invalid for '\(variable)': \(error)")
    }
  }
}
