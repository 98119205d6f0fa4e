import FastCGI
import Logging
import Metrics
import Synchronization

/// A service: its routes, middleware, error handlers and dependencies.
///
///     let app = Application()
///     app.post("/register", background: BackgroundTask(sendEmail, "Account created")) { (data: UserIn) in
///       JSONResponse(["message": "Created"])
///     }
///     try await app.run()
public final class Application: Sendable, RouteContainer {
  /// The logger of requests and background tasks.
  ///
  /// `--log-level` sets its level.
  public let logger: Logger

  /// The version that `--version` prints.
  public let version: String

  /// The answer to a path that differs from a route's only by a slash at its end.
  public let trailingSlash: TrailingSlashPolicy

  /// The declarations made on the application.
  public let declarations: LevelDeclarations

  let statusBoard = StatusBoard()

  /// The values that are provided per application.
  let dependencyStore = DependencyStore()

  let lifecycle = Mutex(LifecycleActions())

  let commands = Mutex<[NamedCommand]>([])

  private let jsonOptions = Mutex(JSONOptions())

  private let backgroundTaskObservers = Mutex<[any BackgroundTaskObserver]>([])

  /// Creates a service without routes.
  ///
  /// - Parameters:
  ///   - version: the version that `--version` prints; `0.0.0` by default.
  ///   - trailingSlash: the answer to a path that differs from a route's only by a slash at its end; `strict` by
  ///     default, which treats it as another path.
  ///   - background: a ``BackgroundTask`` or ``BackgroundTasks`` to run after each response of any handler; `nil` by
  ///     default.
  ///   - logger: the logger; by default one called `afterglow`, which writes to standard error through
  ///     ``NonBlockingLogHandler`` unless the logging system was bootstrapped with another handler.
  public init(
    version: String = "0.0.0",
    trailingSlash: TrailingSlashPolicy = .strict,
    background: (any BackgroundWork)? = nil,
    logger: Logger = .nonBlocking(label: "afterglow")
  ) {
    self.version = version
    self.trailingSlash = trailingSlash
    declarations = LevelDeclarations(background: background)
    self.logger = logger
  }

  /// Adds an observer of the background tasks of all requests.
  ///
  /// Observers are called in the order in which they were added.
  ///
  /// - Parameter observer: the observer.
  public func observe(backgroundTasks observer: any BackgroundTaskObserver) {
    backgroundTaskObservers.withLock { $0.append(observer) }
  }

  /// The form of the JSON that is read and written: dates, names of members, layout.
  ///
  /// It holds for typed bodies, ``JSONResponse`` and other encoded results, errors, and the JSON of server-sent events.
  /// A failure's `loc` has the name as the client wrote it. Queries, forms and the status page have a form of their own.
  ///
  /// Set it before the start; afterwards it is a programmer's error.
  public var json: JSONOptions {
    get { jsonOptions.withLock { $0 } }
    set {
      precondition(
        !declarations.isClosed, "The form of JSON is set after the start, when requests may be in hand.")
      jsonOptions.withLock { $0 = newValue }
    }
  }

  /// The routes declared so far, in order, with the full paths of included ones.
  public var routes: [RouteDeclaration] { declarations.routes(within: []) }

  /// Builds the service from its declarations.
  ///
  /// - Parameters:
  ///   - maxBodySize: the maximum size of a request's body in bytes.
  ///   - logLevel: the log level; the logger's own by default.
  ///   - accessLog: whether each request is logged, see ``ApplicationConfiguration/accessLog``; `false` by default.
  /// - Returns: the service, which answers requests.
  /// - Throws: ``RouteDeclarationErrors`` with everything that is wrong with the routes.
  public func service(
    maxBodySize: Int = ApplicationConfiguration.defaultMaxBodySize, logLevel: Logger.Level? = nil,
    accessLog: Bool = false
  ) throws(RouteDeclarationErrors) -> ApplicationService {
    try service(limits: RequestLimits(maxBodySize: maxBodySize), logLevel: logLevel, accessLog: accessLog)
  }

  func service(
    limits: RequestLimits, logger replacement: Logger? = nil, logLevel: Logger.Level?, accessLog: Bool,
    debugErrors: Bool = false
  ) throws(RouteDeclarationErrors) -> ApplicationService {
    let (routes, level) = (routes, declarations.level)
    let router = try Router(routes, dependencyStore: dependencyStore)
    let dependencies = DependencyTable([level.dependencies], applicationStore: dependencyStore)
    let routerResponder = RouterResponder(
      router: router, trailingSlash: trailingSlash, errorHandlers: level.errorHandlers)
    var logger = replacement ?? logger
    if let logLevel { logger.logLevel = logLevel }
    return ApplicationService(
      responder: routerResponder.wrapped(in: level.middleware), errorHandlers: level.errorHandlers,
      limits: limits,
      logger: logger,
      observer: RequestObserver(
        counters: statusBoard.counters,
        metrics: ApplicationMetrics(factory: MetricsSystem.factory, routes: routes),
        accessLog: accessLog ? AccessLog(logger: logger) : nil),
      backgroundTaskObservers: backgroundTaskObservers.withLock { $0 },
      showsErrors: debugErrors, json: json, dependencies: dependencies)
  }
}
