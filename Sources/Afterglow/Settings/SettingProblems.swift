import Configuration
import Synchronization

/// Remembers what went wrong when settings were read.
///
/// A reader's methods with a default return it for an invalid value too, and their other errors don't say which variable
/// to set.
final class SettingProblems: AccessReporter {
  private struct State {
    var invalid: SettingError?
    var missing: (description: String, error: SettingError)?
  }

  private let state = Mutex(State())

  /// The first invalid setting that was read.
  var invalid: SettingError? { state.withLock { $0.invalid } }

  /// Returns the error that names the variable of a missing setting, or else the error itself.
  func explained(_ error: any Error) -> any Error {
    state.withLock { state in
      state.missing.flatMap { $0.description == "\(error)" ? $0.error : nil } ?? error
    }
  }

  func report(_ event: AccessEvent) {
    if let error = Self.invalidity(of: event) {
      state.withLock { $0.invalid = $0.invalid ?? error }
    } else if case .failure(let error) = event.result {
      let variable = EnvironmentSettings.variable(of: event.metadata.key)
      let reason = "there is no value; set \(variable), or name a file that has it in \(variable)_FILE"
      state.withLock {
        $0.missing = ("\(error)", SettingError(name: event.metadata.key.dotted, reason: reason))
      }
    }
  }

  private static func invalidity(of event: AccessEvent) -> SettingError? {
    for result in event.providerResults {
      switch result.result {
      case .failure(let error as SettingError): return error
      case .failure(let error): return SettingError(name: event.metadata.key.dotted, reason: "\(error)")
      case .success(let found):
        guard let value = found.value, let error = event.conversionError else { continue }
        return SettingError(name: found.encodedKey, value: value.text, reason: "\(error)")
      }
    }
    return nil
  }
}

extension ConfigValue {
  /// The text, if it is one and isn't secret.
  fileprivate var text: String? {
    if case .string(let text) = content, !isSecret { text } else { nil }
  }
}
