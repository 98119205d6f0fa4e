import ArgumentParser
import FastCGI
import Logging

/// The options for serving.
struct ServingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Where to listen: unix:PATH or tcp:HOST:PORT.",
      discussion: "By default descriptor 0, if it is a listening socket.", valueName: "address"),
    transform: SettingParser.listenAddress)
  var listen: ListenAddress?

  @Option(
    help: ArgumentHelp("The mode of the unix socket. (default: 660)", valueName: "octal"),
    transform: SettingParser.mode)
  var socketMode: UInt32?

  @Option(
    help: ArgumentHelp(
      "How many connections may wait to be accepted. (default: 511)", valueName: "connections"),
    transform: SettingParser.backlog)
  var backlog: Int32?

  @Option(
    help: ArgumentHelp(
      "How many processes serve, under a manager that replaces those that die. (default: 0, this one alone)",
      valueName: "number"),
    transform: SettingParser.processes)
  var processes: Int?

  @Option(
    help: ArgumentHelp(
      "How many requests a process serves at once, a thread each. (default: 4)", valueName: "threads"),
    transform: SettingParser.workers)
  var workers: Int?

  @Option(
    help: ArgumentHelp(
      "After how many requests a process is replaced; for use with --processes. (default: never)",
      valueName: "requests"),
    transform: SettingParser.count)
  var maxRequests: Int?

  @Option(
    help: ArgumentHelp(
      "The largest request body; k, m and g are understood. (default: 1m)", valueName: "bytes"),
    transform: SettingParser.byteCount)
  var maxBodySize: Int?

  @Option(
    help: ArgumentHelp(
      "The most params, header fields among them, of a request. (default: 1000)", valueName: "number"),
    transform: SettingParser.count)
  var maxParams: Int?

  @Option(
    help: ArgumentHelp(
      "The largest params of a request in all. (default: 128k)", valueName: "bytes"),
    transform: SettingParser.byteCount)
  var maxParamsSize: Int?

  @Option(
    help: ArgumentHelp(
      "How long a handler may take, and a streamed response stand still. (default: as long as it takes)",
      valueName: "duration"),
    transform: SettingParser.duration)
  var requestTimeout: Duration?

  @Option(
    help: ArgumentHelp(
      "The most memory of a process; one that wants more dies. (default: no limit)", valueName: "bytes"),
    transform: SettingParser.byteCount)
  var maxMemory: Int?

  @Option(
    help: ArgumentHelp(
      "How long the web server may take to send a request. (default: 60s)", valueName: "duration"),
    transform: SettingParser.duration)
  var readTimeout: Duration?

  @Option(
    help: ArgumentHelp(
      "How many bytes of a request body have to come per second, after a grace of the read time-out; 0 for any rate. "
        + "(default: 1k)",
      valueName: "bytes"),
    transform: SettingParser.byteCount)
  var minBodyRate: Int?

  @Option(
    help: ArgumentHelp(
      "How long the web server may take to accept a piece of a response. (default: 60s)",
      valueName: "duration"),
    transform: SettingParser.duration)
  var writeTimeout: Duration?

  @Option(
    help: ArgumentHelp(
      "How long a kept connection may be idle. (default: 75s)", valueName: "duration"),
    transform: SettingParser.duration)
  var idleTimeout: Duration?

  @Option(
    help: ArgumentHelp(
      "How long a stop may take in all, from the first SIGTERM to the exit. (default: 30s)",
      discussion:
        "Requests and background tasks are cancelled a quarter of it before the end, and no more than 2s.",
      valueName: "duration"),
    transform: SettingParser.duration)
  var gracefulTimeout: Duration?

  @Option(
    help: ArgumentHelp("How long the start may take. (default: 5min)", valueName: "duration"),
    transform: SettingParser.duration)
  var startTimeout: Duration?

  @Option(
    help: ArgumentHelp(
      "trace, debug, info, notice, warning, error or critical. (default: info)", valueName: "level"),
    transform: SettingParser.logLevel)
  var logLevel: Logger.Level?

  @Flag(
    inversion: .prefixedNo,
    help: "Log each request with its background tasks, whatever the log level. (default: --no-access-log)")
  var accessLog: Bool?

  @Flag(
    inversion: .prefixedNo,
    help: "Show clients the inside of errors; for development only. (default: --no-debug-errors)")
  var debugErrors: Bool?

  /// Returns the configuration: each value from the options, else from the environment, else the default.
  ///
  /// - Throws: `ValidationError` of the argument parser, one line that names the variable and its value.
  func configuration(environment: [String: String]) throws -> ApplicationConfiguration {
    var configuration = ApplicationConfiguration()
    let from = EnvironmentSettings(environment: environment)
    try from.set(&configuration.listen, to: listen, or: "LISTEN", SettingParser.listenAddress)
    try from.set(&configuration.socketMode, to: socketMode, or: "SOCKET_MODE", SettingParser.mode)
    try from.set(&configuration.backlog, to: backlog, or: "BACKLOG", SettingParser.backlog)
    try from.set(&configuration.processes, to: processes, or: "PROCESSES", SettingParser.processes)
    try from.set(&configuration.maxRequests, to: maxRequests, or: "MAX_REQUESTS", SettingParser.count)
    try from.set(&configuration.maxParams, to: maxParams, or: "MAX_PARAMS", SettingParser.count)
    try from.set(
      &configuration.maxParamsSize, to: maxParamsSize, or: "MAX_PARAMS_SIZE", SettingParser.byteCount)
    try from.set(
      &configuration.requestTimeout, to: requestTimeout, or: "REQUEST_TIMEOUT", SettingParser.duration)
    try from.set(&configuration.maxMemory, to: maxMemory, or: "MAX_MEMORY", SettingParser.byteCount)
    try from.set(&configuration.readTimeout, to: readTimeout, or: "READ_TIMEOUT", SettingParser.duration)
    try from.set(&configuration.minBodyRate, to: minBodyRate, or: "MIN_BODY_RATE", SettingParser.byteCount)
    try from.set(&configuration.writeTimeout, to: writeTimeout, or: "WRITE_TIMEOUT", SettingParser.duration)
    try from.set(&configuration.idleTimeout, to: idleTimeout, or: "IDLE_TIMEOUT", SettingParser.duration)
    try from.set(&configuration.workers, to: workers, or: "WORKERS", SettingParser.workers)
    try from.set(&configuration.maxBodySize, to: maxBodySize, or: "MAX_BODY_SIZE", SettingParser.byteCount)
    try from.set(
      &configuration.gracefulTimeout, to: gracefulTimeout, or: "GRACEFUL_TIMEOUT", SettingParser.duration)
    try from.set(&configuration.startTimeout, to: startTimeout, or: "START_TIMEOUT", SettingParser.duration)
    try from.set(&configuration.logLevel, to: logLevel, or: "LOG_LEVEL", SettingParser.logLevel)
    try from.set(&configuration.accessLog, to: accessLog, or: "ACCESS_LOG", SettingParser.flag)
    try from.set(&configuration.debugErrors, to: debugErrors, or: "DEBUG_ERRORS", SettingParser.flag)
    return configuration
  }
}
