/// The error of a setting that is missing or can't be used.
///
/// An application that is started with ``Application/run(arguments:settings:)`` prints it as one line, and its exit code
/// is 64. A service may throw it for its own checks:
///
///     guard pool > 0 else {
///       throw SettingError(name: "database.pool", value: "\(pool)", reason: "use 1 or more")
///     }
public struct SettingError: Error, Hashable, CustomStringConvertible {
  /// The name of the setting at its source, such as a variable, or an option with a key.
  public let name: String

  /// The value; `nil` if there is none, or if it is a secret.
  public let value: String?

  /// The reason, or what to do.
  public let reason: String

  /// Creates an error.
  ///
  /// - Parameters:
  ///   - name: the name of the setting at its source.
  ///   - value: the value; `nil` by default, for a missing value or a secret.
  ///   - reason: the reason, or what to do, without a full stop.
  public init(name: String, value: String? = nil, reason: String) {
    self.name = name
    self.value = value
    self.reason = reason
  }

  /// One line with the value, the name and the reason; control characters are escaped, as in the log.
  public var description: String {
    var line: [UInt8] = []
    LogText.append(text, to: &line)
    return String(decoding: line, as: UTF8.self)
  }

  private var text: String {
    guard let value else { return "The setting '\(name)' is invalid: \(reason)" }
    return "The value '\(value)' is invalid for '\(name)': \(reason)"
  }
}
