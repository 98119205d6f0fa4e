import ArgumentParser
import Configuration

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension Application {
  /// Returns a reader of the service's own settings, from the same sources as the options of every application.
  ///
  ///     let settings = try Application.settings()
  ///     let path = try settings.requiredString(forKey: "database.path")
  ///     let pool = settings.int(forKey: "database.poolSize", default: 4)
  ///
  /// The first source that has a setting counts:
  ///
  /// 1. the command line: `--set database.poolSize=8`;
  /// 2. the environment: `DATABASE_POOL_SIZE=8`, or `DATABASE_POOL_SIZE_FILE` with the path to a file, whose text
  ///    without the line break at its end is the value;
  /// 3. the JSON file of `--config` or `AFTERGLOW_CONFIG`: `{"database": {"poolSize": 8}}`.
  ///
  /// Methods with a default return it also if the value is invalid. ``run(arguments:settings:)`` ends the process then.
  ///
  /// Tests give values as an environment, `Application.settings(arguments: [], environment: ["DATABASE_PATH": path])`.
  ///
  /// - Parameters:
  ///   - arguments: the arguments without the program's name; those of the process by default. If they are invalid,
  ///     or belong to one of the application's own commands, they have no settings.
  ///   - environment: the environment variables; those of the process by default.
  /// - Returns: the reader.
  /// - Throws: ``SettingError`` if the configuration file can't be read, or names an option that doesn't exist.
  public static func settings(
    arguments: [String] = Array(CommandLine.arguments.dropFirst()),
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws(SettingError) -> ConfigReader {
    let command = try? ApplicationCommand.parseAsRoot(arguments)
    return try (command.map(GivenSources.init) ?? GivenSources()).settings(environment).reader
  }
}
