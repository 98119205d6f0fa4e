/// The options for serving: the one table of their names, units, checks and defaults.
///
/// `ServingOptions` has a line for each, which makes it an option of the command line.
enum ServingSettings {
  private static let standard = ApplicationConfiguration()

  static let all: [any AnyOptionDescriptor<ApplicationConfiguration>] = [
    listen, socketMode, backlog, processes, workers, maxRequests, maxBodySize, maxParams, maxParamsSize,
    requestTimeout, maxMemory, readTimeout, minBodyRate, writeTimeout, idleTimeout, gracefulTimeout,
    startTimeout,
    logLevel, accessLog, debugErrors,
  ]

  static let listen = OptionDescriptor(
    "listen", \.listen, of: standard, .address,
    summary: "Where to listen: unix:PATH or tcp:HOST:PORT.",
    defaultText: "descriptor 0, if it is a listening socket")

  static let socketMode = OptionDescriptor(
    "socket-mode", \.socketMode, of: standard, .mode, summary: "The mode of the unix socket.")

  static let backlog = OptionDescriptor(
    "backlog", \.backlog, of: standard, .connections,
    summary: "How many connections may wait to be accepted.")

  static let processes = OptionDescriptor(
    "processes", \.processes, of: standard, .processes,
    summary: "How many processes serve, under a manager that replaces those that die.",
    defaultText: "0, this one alone")

  static let workers = OptionDescriptor(
    "workers", \.workers, of: standard, .threads,
    summary: "How many requests a process serves at once, a thread each.")

  static let maxRequests = OptionDescriptor<ApplicationConfiguration, Int>(
    "max-requests", \.maxRequests, .count(of: "requests"),
    summary: "After how many requests a process is replaced; for use with --processes.", defaultText: "never")

  static let maxBodySize = OptionDescriptor(
    "max-body-size", \.maxBodySize, of: standard, .bytes,
    summary: "The largest request body; k, m and g are understood.")

  static let maxParams = OptionDescriptor(
    "max-params", \.maxParams, of: standard, .count(of: "number"),
    summary: "The most params, header fields among them, of a request.")

  static let maxParamsSize = OptionDescriptor(
    "max-params-size", \.maxParamsSize, of: standard, .bytes,
    summary: "The largest params of a request in all.")

  static let requestTimeout = OptionDescriptor<ApplicationConfiguration, Duration>(
    "request-timeout", \.requestTimeout, .duration,
    summary: "How long a handler may take, and a streamed response stand still.",
    defaultText: "as long as it takes")

  static let maxMemory = OptionDescriptor<ApplicationConfiguration, Int>(
    "max-memory", \.maxMemory, .bytes, summary: "The most memory of a process; one that wants more dies.",
    defaultText: "no limit")

  static let readTimeout = OptionDescriptor(
    "read-timeout", \.readTimeout, of: standard, .duration,
    summary: "How long the web server may take to send a request.")

  static let minBodyRate = OptionDescriptor(
    "min-body-rate", \.minBodyRate, of: standard, .bytes,
    summary: "How many bytes of a request body have to come per second, after a grace of the read time-out; "
      + "0 for any rate.")

  static let writeTimeout = OptionDescriptor(
    "write-timeout", \.writeTimeout, of: standard, .duration,
    summary: "How long the web server may take to accept a piece of a response.")

  static let idleTimeout = OptionDescriptor(
    "idle-timeout", \.idleTimeout, of: standard, .duration, summary: "How long a kept connection may be idle."
  )

  static let gracefulTimeout = OptionDescriptor(
    "graceful-timeout", \.gracefulTimeout, of: standard, .duration,
    summary: "How long a stop may take in all, from the first SIGTERM to the exit.",
    discussion:
      "Requests and background tasks are cancelled a quarter of it before the end, and no more than 2s.")

  static let startTimeout = OptionDescriptor(
    "start-timeout", \.startTimeout, of: standard, .duration, summary: "How long the start may take.")

  static let logLevel = OptionDescriptor(
    "log-level", \.logLevel, of: standard, .level,
    summary: "trace, debug, info, notice, warning, error or critical.")

  static let accessLog = OptionDescriptor(
    "access-log", \.accessLog, of: standard, .flag,
    summary: "Log each request with its background tasks, whatever the log level.")

  static let debugErrors = OptionDescriptor(
    "debug-errors", \.debugErrors, of: standard, .flag,
    summary: "Show clients the inside of errors; for development only.")
}
