import ArgumentParser
import FastCGI
import Logging

/// The options for serving, on the command line; ``ServingSettings`` describes them.
struct ServingOptions: ParsableArguments {
  @Option(ServingSettings.listen) var listen: ListenAddress?
  @Option(ServingSettings.socketMode) var socketMode: UInt32?
  @Option(ServingSettings.backlog) var backlog: Int32?
  @Option(ServingSettings.processes) var processes: Int?
  @Option(ServingSettings.workers) var workers: Int?
  @Option(ServingSettings.maxRequests) var maxRequests: Int?
  @Option(ServingSettings.maxBodySize) var maxBodySize: Int?
  @Option(ServingSettings.maxParams) var maxParams: Int?
  @Option(ServingSettings.maxParamsSize) var maxParamsSize: Int?
  @Option(ServingSettings.requestTimeout) var requestTimeout: Duration?
  @Option(ServingSettings.maxMemory) var maxMemory: Int?
  @Option(ServingSettings.readTimeout) var readTimeout: Duration?
  @Option(ServingSettings.minBodyRate) var minBodyRate: Int?
  @Option(ServingSettings.writeTimeout) var writeTimeout: Duration?
  @Option(ServingSettings.idleTimeout) var idleTimeout: Duration?
  @Option(ServingSettings.gracefulTimeout) var gracefulTimeout: Duration?
  @Option(ServingSettings.startTimeout) var startTimeout: Duration?
  @Option(ServingSettings.logLevel) var logLevel: Logger.Level?
  @Flag(ServingSettings.accessLog) var accessLog: Bool?
  @Flag(ServingSettings.debugErrors) var debugErrors: Bool?

  /// Returns the configuration: each value from the options, else from the sources, else the default.
  ///
  /// - Throws: ``SettingError`` with the variable, or other place, and its value.
  func configuration(_ sources: SettingSources) throws(SettingError) -> ApplicationConfiguration {
    var configuration = ApplicationConfiguration()
    try set(&configuration, with: ServingSettings.all, or: sources)
    return configuration
  }
}
