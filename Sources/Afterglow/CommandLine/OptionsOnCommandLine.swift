import ArgumentParser

extension Option {
  /// Makes an option of its description.
  init<Target, T>(_ option: OptionDescriptor<Target, T>) where Value == T? {
    self.init(name: .customLong(option.name), help: option.help(), transform: option.unit.parse)
  }
}

extension Flag where Value == Bool? {
  /// Makes an option without a value of its description, as `--name` and `--no-name`.
  init<Target>(_ option: OptionDescriptor<Target, Bool>) {
    let isOn = option.defaultText == option.unit.text(true)
    self.init(
      name: .customLong(option.name), inversion: .prefixedNo,
      help: option.help(default: isOn ? "--\(option.name)" : "--no-\(option.name)"))
  }
}

extension OptionDescriptor {
  fileprivate func help(default text: String? = nil) -> ArgumentHelp {
    ArgumentHelp(
      "\(summary) (default: \(text ?? defaultText))", discussion: discussion, valueName: unit.placeholder)
  }
}

extension ParsableArguments {
  /// Sets the properties of a target: each to the value of its option, else to that of the first source that has one.
  ///
  /// An option is found by its property, which is named after the option's key; the argument parser looks at the
  /// properties in the same way.
  ///
  /// - Throws: ``SettingError`` if a value of a source is invalid.
  func set<Target>(
    _ target: inout Target, with options: [any AnyOptionDescriptor<Target>], or sources: SettingSources
  ) throws(SettingError) {
    var given: [String: Any] = [:]
    for child in Mirror(reflecting: self).children {
      // A wrapped property has an underscore before its name.
      guard let label = child.label?.dropFirst(), let option = child.value as? any GivenOption else {
        continue
      }
      given[String(label)] = option.given
    }
    for option in options {
      try option.set(&target, to: given[option.property], or: sources)
    }
  }
}

/// A property of the command line.
private protocol GivenOption {
  /// The value; an empty optional without one.
  var given: Any { get }
}

extension Option: GivenOption {
  fileprivate var given: Any { wrappedValue }
}

extension Flag: GivenOption {
  fileprivate var given: Any { wrappedValue }
}
