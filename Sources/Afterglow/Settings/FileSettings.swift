import AfterglowContent
import Configuration

/// The settings in a configuration file: a JSON object, whose objects are the parts of the keys.
///
/// The options of every application are in its object `afterglow`; everything else belongs to the service. `null` counts
/// as unset.
struct FileSettings: SettingSource {
  let path: String

  let providerName = "configuration file"

  private let settings: [String: FoundSetting]

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - path: the path to the file.
  ///   - name: the option or variable that names the file, for messages.
  /// - Throws: ``SettingError`` if the file can't be read, or isn't a JSON object of settings.
  init(path: String, namedBy name: String) throws(SettingError) {
    let value: JSONValue
    do {
      value = try JSONContent.decode(JSONValue.self, from: SettingFile.bytes(of: path))
    } catch let failure as SettingFile.Failure {
      throw SettingError(name: name, value: path, reason: failure.reason)
    } catch let error as JSONSyntaxError {
      throw SettingError(name: name, value: path, reason: "the file isn't valid JSON: \(error)")
    } catch {
      throw SettingError(name: name, value: path, reason: "the file has a number that is too large")
    }
    guard case .object(let members) = value else {
      throw SettingError(name: name, value: path, reason: "the file isn't a JSON object")
    }
    var settings: [String: FoundSetting] = [:]
    try Self.collect(members, below: [], of: path, into: &settings)
    self.path = path
    self.settings = settings
  }

  func name(of key: AbsoluteConfigKey) -> String { Self.name(of: key, in: path) }

  func setting(_ key: AbsoluteConfigKey) -> FoundSetting? { settings[key.dotted] }

  /// The keys of all settings, in alphabetical order.
  var keys: [String] { settings.keys.sorted() }

  private static func name(of key: AbsoluteConfigKey, in path: String) -> String {
    "\(key.dotted) in \(path)"
  }

  private static func collect(
    _ members: [String: JSONValue], below parents: [String], of path: String,
    into settings: inout [String: FoundSetting]
  ) throws(SettingError) {
    for (name, value) in members {
      let key = AbsoluteConfigKey(parents + [name])
      if case .object(let members) = value {
        try collect(members, below: key.components, of: path, into: &settings)
        continue
      }
      guard let raw = try raw(of: value, named: self.name(of: key, in: path)) else { continue }
      settings[key.dotted] = FoundSetting(
        name: self.name(of: key, in: path), raw: raw, isSecret: key.namesSecret)
    }
  }

  private static func raw(
    of value: JSONValue, named name: String
  ) throws(SettingError) -> FoundSetting.Raw? {
    guard case .array(let elements) = value else { return text(of: value).map(FoundSetting.Raw.text) }
    let texts = elements.compactMap(text(of:))
    guard texts.count == elements.count else {
      throw SettingError(name: name, reason: "a list may only have texts, numbers, true and false")
    }
    return .list(texts)
  }

  private static func text(of value: JSONValue) -> String? {
    switch value {
    case .string(let text): text
    case .integer(let number): "\(number)"
    case .number(let number): "\(number)"
    case .bool(let flag): "\(flag)"
    case .null, .array, .object: nil
    }
  }
}
