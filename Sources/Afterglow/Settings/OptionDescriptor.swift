import Configuration

/// An option of every application, described once: its name, unit, check and default, and the property that it sets.
///
/// Its other names follow from the name: `max-body-size` is `--max-body-size` on the command line,
/// `AFTERGLOW_MAX_BODY_SIZE` in the environment, and `maxBodySize` in the object `afterglow` of a configuration file.
struct OptionDescriptor<Target, Value: Sendable>: Sendable {
  /// The name on the command line, without the dashes.
  let name: String

  /// The property of the command line that holds its value.
  let property: String

  /// The key below `afterglow`.
  let key: String

  /// The unit, which also checks a value.
  let unit: SettingUnit<Value>

  /// The sentence for it in the help.
  let summary: String

  /// More sentences; may be empty.
  let discussion: String

  /// The default, as the unit writes it, or in words.
  let defaultText: String

  private let assign: @Sendable (inout Target, Value) -> Void

  /// Describes an option whose default is a value.
  ///
  /// - Parameters:
  ///   - name: the name, in lower case with hyphens.
  ///   - property: the property that the option sets.
  ///   - standard: the value with all defaults.
  ///   - unit: the unit.
  ///   - command: the command that has the option, which precedes the name in the variable and in the file; `nil` by
  ///     default, for serving.
  ///   - summary: the sentence for it in the help.
  ///   - discussion: more sentences; none by default.
  ///   - defaultText: the default in words; by default as the unit writes it.
  init(
    _ name: String, _ property: any WritableKeyPath<Target, Value> & Sendable, of standard: Target,
    _ unit: SettingUnit<Value>, of command: String? = nil, summary: String, discussion: String = "",
    defaultText: String? = nil
  ) {
    self.init(
      name, unit, of: command, summary: summary, discussion: discussion,
      defaultText: defaultText ?? unit.text(standard[keyPath: property])
    ) { $0[keyPath: property] = $1 }
  }

  /// Describes an option whose default is `nil`.
  init(
    _ name: String, _ property: any WritableKeyPath<Target, Value?> & Sendable, _ unit: SettingUnit<Value>,
    summary: String, defaultText: String
  ) {
    self.init(name, unit, of: nil, summary: summary, discussion: "", defaultText: defaultText) {
      $0[keyPath: property] = $1
    }
  }

  private init(
    _ name: String, _ unit: SettingUnit<Value>, of command: String?, summary: String, discussion: String,
    defaultText: String, assign: @escaping @Sendable (inout Target, Value) -> Void
  ) {
    self.name = name
    property = OptionNames.key(of: name)
    key = OptionNames.key(of: command.map { "\($0)-\(name)" } ?? name)
    self.unit = unit
    self.summary = summary
    self.discussion = discussion
    self.defaultText = defaultText
    self.assign = assign
  }
}

/// An option of any type of value.
protocol AnyOptionDescriptor<Target>: Sendable {
  associatedtype Target

  var name: String { get }
  var property: String { get }
  var key: String { get }
  var summary: String { get }
  var defaultText: String { get }

  /// Sets the property to the value of the command line, or else to that of the first source that has one.
  ///
  /// Otherwise the property stays unchanged. A value that isn't used isn't checked.
  ///
  /// - Parameters:
  ///   - target: the value that has the property.
  ///   - given: the value on the command line; `nil` or an empty optional without one.
  ///   - sources: the other sources.
  /// - Throws: ``SettingError`` if the value is invalid.
  func set(_ target: inout Target, to given: Any?, or sources: SettingSources) throws(SettingError)
}

extension AnyOptionDescriptor {
  /// The name of its environment variable.
  var variable: String { EnvironmentSettings.variable(of: OptionNames.absolute(key)) }
}

extension OptionDescriptor: AnyOptionDescriptor {
  func set(_ target: inout Target, to given: Any?, or sources: SettingSources) throws(SettingError) {
    if let value = given as? Value {
      assign(&target, value)
    } else if let found = try sources.setting(OptionNames.absolute(key)) {
      assign(&target, try parsed(found))
    }
  }

  private func parsed(_ found: FoundSetting) throws(SettingError) -> Value {
    guard case .text(let text) = found.raw else {
      throw SettingError(name: found.name, value: found.text, reason: "use a single value")
    }
    do {
      return try unit.parse(text)
    } catch {
      throw SettingError(name: found.name, value: found.isSecret ? nil : text, reason: "\(error)")
    }
  }
}

/// The rules by which an option's names follow from each other.
enum OptionNames {
  /// The object that holds the options in a configuration file.
  static let group = "afterglow"

  /// Returns the key of an option: `maxBodySize` for `max-body-size`.
  static func key(of name: String) -> String {
    let words = name.split(separator: "-")
    return words.dropFirst().reduce(words.first.map(String.init) ?? "") {
      $0 + $1.prefix(1).uppercased() + $1.dropFirst()
    }
  }

  static func absolute(_ key: String) -> AbsoluteConfigKey { AbsoluteConfigKey([group, key]) }
}
