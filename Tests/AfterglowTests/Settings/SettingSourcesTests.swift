import ArgumentParser
import Configuration
import Testing

@testable import Afterglow

/// The order of the sources, and what each one has.
@Suite struct SettingSourcesTests {
  private let folder: ServedFolder

  init() throws {
    folder = try ServedFolder()
  }

  private func sources(
    _ arguments: [String] = [], _ environment: [String: String] = [:], file: String? = nil
  ) throws -> SettingSources {
    var environment = environment
    if let file {
      try folder.write(file, to: "settings.json")
      environment["AFTERGLOW_CONFIG"] = folder.path("settings.json")
    }
    return try GivenSources(ApplicationCommand.parseAsRoot(arguments)).settings(environment)
  }

  private func workers(_ sources: SettingSources) throws -> Int {
    var configuration = ApplicationConfiguration()
    try ServingSettings.workers.set(&configuration, to: nil, or: sources)
    return configuration.workers
  }

  @Test(
    arguments: [
      (["--set", "a.size=1"], ["A_SIZE": "2"], 1), ([], ["A_SIZE": "2"], 2), ([], ["A_SIZE": ""], 3),
      (["--set", "a.size=1", "--set=a.size=4"], [:], 4), ([], [:], 3),
    ] as [([String], [String: String], Int)])
  func `a setting comes from the command line, else the environment, else the file`(
    arguments: [String], environment: [String: String], expected: Int
  ) throws {
    let reader = try sources(arguments, environment, file: #"{"a":{"size":3}}"#).reader
    #expect(try reader.requiredInt(forKey: "a.size") == expected)
  }

  @Test func `an option comes from the environment, else the file, else it has its default`() throws {
    let file = #"{"afterglow":{"workers":3}}"#
    #expect(try workers(sources([], ["AFTERGLOW_WORKERS": "2"], file: file)) == 2)
    #expect(try workers(sources(file: file)) == 3)
    #expect(try workers(sources(["--set", "afterglow.workers=5"], file: file)) == 5)
    #expect(try workers(sources()) == 4)
  }

  @Test func `--config counts before its variable`() throws {
    try folder.write(#"{"a":"b"}"#, to: "other.json")
    let arguments = ["--config", folder.path("other.json")]
    let reader = try sources(arguments, file: #"{"a":"c"}"#).reader
    #expect(reader.string(forKey: "a") == "b")
  }

  @Test func `the file has all types, and null is no setting`() throws {
    let reader = try sources(
      file: #"{"i":7,"d":1.5,"t":true,"s":"x","n":null,"l":[1,2],"ls":["a,b","c"],"o":{"p":{"q":"deep"}}}"#
    ).reader
    #expect(reader.int(forKey: "i") == 7)
    #expect(reader.double(forKey: "d") == 1.5)
    #expect(reader.bool(forKey: "t") == true)
    #expect(reader.string(forKey: "s") == "x")
    #expect(reader.string(forKey: "n") == nil)
    #expect(reader.intArray(forKey: "l") == [1, 2])
    #expect(reader.stringArray(forKey: "ls") == ["a,b", "c"])
    #expect(reader.string(forKey: "o.p.q") == "deep")
  }

  @Test(arguments: ["secret", "secret\n", "secret\r\n"])
  func `a file that a variable names has the value, without the line break at its end`(text: String) throws {
    try folder.write(text, to: "secret")
    let sources = try sources([], ["A_KEY_FILE": folder.path("secret")], file: #"{"a":{"key":"x"}}"#)
    #expect(sources.reader.string(forKey: "a.key") == "secret")
    #expect(try sources.setting(["a", "key"])?.isSecret == true)
  }

  @Test func `only one line break is taken away, and an option may be in a file too`() throws {
    try folder.write("secret\n\n", to: "secret")
    try folder.write("3\n", to: "workers")
    let sources = try sources(
      [], ["A_FILE": folder.path("secret"), "AFTERGLOW_WORKERS_FILE": folder.path("workers")])
    #expect(sources.reader.string(forKey: "a") == "secret\n")
    #expect(try workers(sources) == 3)
  }

  @Test func `both a variable and its file are an error that names them`() throws {
    try folder.write("x", to: "secret")
    let sources = try sources([], ["A_KEY": "x", "A_KEY_FILE": folder.path("secret")])
    #expect(throws: SettingError(name: "A_KEY", reason: "A_KEY_FILE is set too; unset one of them")) {
      try sources.reader.requiredString(forKey: "a.key")
    }
  }

  @Test func `a file that can't be read or is empty is an error with the path and the reason`() throws {
    try folder.write("", to: "empty")
    let reasons = [
      folder.path("none"): "the file can't be read: No such file or directory",
      folder.path: "the file can't be read: Is a directory", folder.path("empty"): "the file is empty",
      "/dev/zero": "the file is larger than 1 MiB",
    ]
    for (path, reason) in reasons {
      let sources = try sources([], ["A_FILE": path])
      #expect(throws: SettingError(name: "A_FILE", value: path, reason: reason)) {
        try sources.reader.requiredString(forKey: "a")
      }
    }
  }

  @Test func `an invalid value is named with its variable, argument or file`() throws {
    let file = #"{"c":"z","l":[1,"q"]}"#
    let reader = try sources(["--set", "a=x"], ["B_SIZE": "y"], file: file).reader
    let path = folder.path("settings.json")
    let hint = "use a whole number"
    #expect(throws: SettingError(name: "--set a", value: "x", reason: hint)) {
      try reader.requiredInt(forKey: "a")
    }
    #expect(throws: SettingError(name: "B_SIZE", value: "y", reason: hint)) {
      try reader.requiredInt(forKey: "b.size")
    }
    #expect(throws: SettingError(name: "c in \(path)", value: "z", reason: hint)) {
      try reader.requiredInt(forKey: "c")
    }
    #expect(
      throws: SettingError(
        name: "l in \(path)", value: "1,q", reason: "use whole numbers, separated by commas")
    ) { try reader.requiredIntArray(forKey: "l") }
  }

  @Test func `an error is one line, whatever the value`() throws {
    let reader = try sources([], ["A": "x\n\u{1B}[2J"]).reader
    let error = #expect(throws: SettingError.self) { try reader.requiredInt(forKey: "a") }
    #expect(error?.description == #"The value 'x\n\u{1B}[2J' is invalid for 'A': use a whole number"#)
  }

  @Test func `an error has no secret in it`() throws {
    try folder.write("hidden", to: "secret")
    let environment = [
      "A_FILE": folder.path("secret"), "SMTP_PASSWORD": "hidden",
      "AFTERGLOW_WORKERS_FILE": folder.path("secret"),
    ]
    let sources = try sources(["--set", "api.key=hidden"], environment)
    for key in ["a", "smtp.password", "api.key"] as [ConfigKey] {
      let error = #expect(throws: SettingError.self) { try sources.reader.requiredInt(forKey: key) }
      #expect(error?.description.contains("hidden") == false)
    }
    let error = #expect(throws: SettingError.self) { try workers(sources) }
    #expect(error?.name == "AFTERGLOW_WORKERS_FILE")
    #expect(error?.description.contains("hidden") == false)
  }

  @Test(arguments: [
    (#"{"afterglow":{"wokers":4}}"#, "afterglow.wokers", "there is no such option; see --help"),
    (
      #"{"afterglow":{"max-body-size":4}}"#, "afterglow.max-body-size",
      "there is no such option; it is called afterglow.maxBodySize"
    ),
    (#"{"afterglow":4}"#, "afterglow", "there is no such option; see --help"),
    (
      #"{"afterglow":{"workers":{"least":4}}}"#, "afterglow.workers.least",
      "there is no such option; see --help"
    ),
  ])
  func `an option in the file that doesn't exist is named`(file: String, key: String, reason: String) throws {
    let path = folder.path("settings.json")
    #expect(throws: SettingError(name: "\(key) in \(path)", reason: reason)) { try sources(file: file) }
  }

  @Test func `an option of --set that doesn't exist is named`() throws {
    let reason = "there is no such option; see --help"
    #expect(throws: SettingError(name: "--set afterglow.wokers", reason: reason)) {
      try sources(["--set", "afterglow.wokers=3"])
    }
  }

  @Test(arguments: [
    ("[]", "the file isn't a JSON object"), ("{", "the file isn't valid JSON: "),
    (#"{"a":1e999}"#, "the file has a number that is too large"),
  ])
  func `a file that isn't a JSON object is named with the reason`(file: String, reason: String) throws {
    let error = #expect(throws: SettingError.self) { try sources(file: file) }
    #expect(error?.name == "AFTERGLOW_CONFIG")
    #expect(error?.value == folder.path("settings.json"))
    #expect(error?.reason.hasPrefix(reason) == true)
  }

  @Test func `an invalid value that a default replaces is remembered`() throws {
    let sources = try sources([], ["A_SIZE": "many", "B": "ok"])
    #expect(sources.reader.string(forKey: "b", default: "x") == "ok")
    #expect(sources.problems.invalid == nil)
    #expect(sources.reader.int(forKey: "a.size", default: 4) == 4)
    #expect(
      sources.problems.invalid == SettingError(name: "A_SIZE", value: "many", reason: "use a whole number"))
  }

  @Test func `a missing setting names the variable to set`() throws {
    let sources = try sources()
    let error = #expect(throws: (any Error).self) {
      try sources.reader.scoped(to: "data").requiredString(forKey: "basePath")
    }
    let explained = try #require(error.map(sources.problems.explained) as? SettingError)
    #expect(explained.name == "data.basePath")
    #expect(explained.reason.contains("set DATA_BASE_PATH, or "))
  }

  @Test(arguments: [["--help"], ["--workers", "many"], ["migrate", "--set", "a=b"]])
  func `arguments that aren't for serving have no settings`(arguments: [String]) throws {
    let settings = try Application.settings(arguments: arguments, environment: ["B": "c"])
    #expect(settings.string(forKey: "a") == nil)
    #expect(settings.string(forKey: "b") == "c")
  }

  @Test(arguments: [["check"], ["routes"]])
  func `settings may stand before and behind a command`(command: [String]) throws {
    let before = try Application.settings(arguments: ["--set", "a=b"] + command, environment: [:])
    #expect(before.string(forKey: "a") == "b")
    let behind = try Application.settings(arguments: command + ["--set", "a=b"], environment: [:])
    #expect(behind.string(forKey: "a") == "b")
  }
}
