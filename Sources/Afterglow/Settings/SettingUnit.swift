import FastCGI
import Logging

/// The unit of an option's values: how they are called in the help, read, checked and written.
struct SettingUnit<Value: Sendable>: Sendable {
  /// The word for a value in the help, without the angle brackets.
  let placeholder: String

  /// Reads a value; throws ``SettingParser/Failure`` with a hint.
  let parse: @Sendable (String) throws -> Value

  /// Writes a value in the way that `parse` reads it.
  let text: @Sendable (Value) -> String
}

extension SettingUnit<ListenAddress> {
  static var address: Self {
    Self(placeholder: "address", parse: SettingParser.listenAddress) { "\($0)" }
  }
}

extension SettingUnit<UInt32> {
  static var mode: Self {
    Self(placeholder: "octal", parse: SettingParser.mode) { String($0, radix: 8) }
  }
}

extension SettingUnit<Int32> {
  static var connections: Self { Self(placeholder: "connections", parse: SettingParser.backlog) { "\($0)" } }
}

extension SettingUnit<Int> {
  static var processes: Self { Self(placeholder: "number", parse: SettingParser.processes) { "\($0)" } }
  static var threads: Self { Self(placeholder: "threads", parse: SettingParser.workers) { "\($0)" } }
  static var bytes: Self {
    Self(placeholder: "bytes", parse: SettingParser.byteCount, text: SettingParser.text(ofByteCount:))
  }

  /// Returns the unit of a number of 1 or more.
  ///
  /// - Parameter placeholder: the word for it in the help.
  /// - Returns: the unit.
  static func count(of placeholder: String) -> Self {
    Self(placeholder: placeholder, parse: SettingParser.count) { "\($0)" }
  }
}

extension SettingUnit<Duration> {
  static var duration: Self {
    Self(placeholder: "duration", parse: SettingParser.duration, text: SettingParser.text(of:))
  }
}

extension SettingUnit<Logger.Level> {
  static var level: Self { Self(placeholder: "level", parse: SettingParser.logLevel, text: \.rawValue) }
}

extension SettingUnit<Bool> {
  static var flag: Self { Self(placeholder: "1 or 0", parse: SettingParser.flag) { $0 ? "1" : "0" } }
}

extension SettingUnit<String> {
  static var requestTarget: Self { Self(placeholder: "path", parse: SettingParser.requestTarget) { $0 } }
  static var file: Self { Self(placeholder: "file", parse: { $0 }, text: { $0 }) }
}
