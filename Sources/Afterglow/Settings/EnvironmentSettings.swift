import ArgumentParser

/// The `AFTERGLOW_…` variables.
struct EnvironmentSettings {
  let environment: [String: String]

  /// Sets a value from the command line, or else from a variable; leaves it if neither is there.
  ///
  /// An empty variable is as good as none.
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
