import ArgumentParser
import FastCGI
import FoundationEssentials
import Logging
import Testing

@testable import Afterglow

@Suite struct OptionDescriptorTests {
  /// An option as the command line has it, without its type.
  struct Named: CustomTestStringConvertible, Sendable {
    let option: String
    let variable: String
    let key: String
    let defaultText: String

    init(_ descriptor: some AnyOptionDescriptor, of command: String = "") {
      option = "\(command)--\(descriptor.name)"
      (variable, key) = (descriptor.variable, descriptor.key)
      defaultText = descriptor.defaultText
    }

    var testDescription: String { option }

    static let serving = ServingSettings.all.map { Named($0) } + [Named(GivenSources.config)]
    static let all = serving + CheckSettings.all.map { Named($0, of: "check ") }
  }

  private static let repository = #filePath.split(separator: "/").dropLast(4).map { "/" + $0 }.joined()

  @Test(arguments: [
    ("--max-body-size", "AFTERGLOW_MAX_BODY_SIZE", "maxBodySize"), ("--listen", "AFTERGLOW_LISTEN", "listen"),
    ("--config", "AFTERGLOW_CONFIG", "config"),
    ("check --timeout", "AFTERGLOW_CHECK_TIMEOUT", "checkTimeout"),
  ])
  func `the variable and the key follow from the name`(option: String, variable: String, key: String) throws {
    let named = try #require(Named.all.first { $0.option == option })
    #expect(named.variable == variable)
    #expect(named.key == key)
  }

  @Test(arguments: Named.serving)
  func `the help has each option with its default`(named: Named) throws {
    let help = ApplicationCommand.helpMessage(columns: 200)
    let line = try #require(help.split(separator: "\n").first { $0.contains("  \(named.option)") })
    let isFlag = line.contains("\(named.option)/--no-")
    #expect(isFlag || line.contains("\(named.option) <"))
    let lines = help.split(separator: "\n").drop { $0 != line }.prefix(2).joined(separator: " ")
    #expect(lines.contains(isFlag ? "(default: --no-" : "(default: \(named.defaultText))"))
  }

  @Test(arguments: Named.all)
  func `the guide's table has each option with its variable and its default`(named: Named) throws {
    let page = try String(
      contentsOfFile: Self.repository + "/Sources/Afterglow/Afterglow.docc/Settings.md", encoding: .utf8)
    let row = "| `\(named.option)` | `\(named.variable)` | \(named.defaultText) |"
    #expect(page.contains(row), "\(row)")
  }

  @Test func `the guide's table and the help have no other options`() throws {
    let known = Set(Named.all.map(\.option) + ["--set"])
    let page = try String(
      contentsOfFile: Self.repository + "/Sources/Afterglow/Afterglow.docc/Settings.md", encoding: .utf8)
    let rows = page.matches(of: #/\n\| `([a-z -]+)` \|/#).map { String($0.1) }
    #expect(Set(rows) == known)
    let help = ApplicationCommand.helpMessage(columns: 200)
    let options = help.matches(of: #/\n  (--[a-z-]+)/#).map { String($0.1) }
    #expect(Set(options).subtracting(["--version"]) == known.filter { $0.hasPrefix("--") })
  }

  @Test(arguments: ServingSettings.all.map { Named($0) })
  func `each option has its line for the argument parser`(named: Named) throws {
    let properties = Mirror(reflecting: ServingOptions()).children.compactMap(\.label)
    #expect(properties.contains("_\(named.key)"))
  }

  @Test func `the command line sets what it names, and the rest has its default`() throws {
    let options = try ServingOptions.parse([
      "--listen", "tcp:127.0.0.1:9000", "--max-body-size", "2m", "--max-requests", "7", "--access-log",
      "--idle-timeout", "1500ms", "--log-level", "debug",
    ])
    let sources = try SettingSources(environment: EnvironmentSettings(environment: [:]))
    let configuration = try options.configuration(sources)
    #expect(configuration.listen == .tcp(host: "127.0.0.1", port: 9000))
    #expect(configuration.maxBodySize == 2 << 20)
    #expect(configuration.maxRequests == 7)
    #expect(configuration.accessLog)
    #expect(configuration.idleTimeout == .milliseconds(1500))
    #expect(configuration.logLevel == .debug)
    #expect(configuration.workers == ServerConfiguration().workers)
    #expect(configuration.debugErrors == false)
  }

  @Test func `a default is written as it may be given`() throws {
    #expect(try SettingParser.byteCount(ServingSettings.maxParamsSize.defaultText) == 128 << 10)
    #expect(try SettingParser.duration(ServingSettings.startTimeout.defaultText) == .seconds(300))
    #expect(try SettingParser.mode(ServingSettings.socketMode.defaultText) == 0o660)
    for duration in [Duration.milliseconds(1500), .seconds(60), .seconds(61), .seconds(120), .zero] {
      #expect(try SettingParser.duration(SettingParser.text(of: duration)) == duration)
    }
    for bytes in [0, 1000, 1024, 1 << 20, 3 << 30] {
      #expect(try SettingParser.byteCount(SettingParser.text(ofByteCount: bytes)) == bytes)
    }
  }

  @Test func `the server's defaults are the application's`() {
    let (application, server) = (ApplicationConfiguration(), ServerConfiguration())
    #expect(application.readTimeout == server.readTimeout)
    #expect(application.minBodyRate == server.minimumBodyRate)
    #expect(application.gracefulTimeout == server.gracefulTimeout)
    let manager = ProcessManagerConfiguration(processes: 1, executable: "", arguments: [])
    #expect(application.gracefulTimeout == manager.gracefulTimeout)
    #expect(application.startTimeout == manager.startTimeout)
  }
}
