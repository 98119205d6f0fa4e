import FastCGI
import Logging
import Metrics
import Synchronization

/// A service: its routes, middleware and error handlers.
///
///     let app = Application()
///     app.post("/register", background: BackgroundTask(sendEmail, "Account created")) { (data: UserIn) in
///       JSONResponse(["message": "Created"])
///     }
///     try await app.run()
public final class Application: Sendable, RouteContainer {
  /// The logger that requests and background tasks log to.
  ///
  /// Its level is set by `--log-level`.
  public let logger: Logger

  /// What `--version` prints.
  public let version: String

  /// What becomes of a path that only differs from a route's by a slash at its end.
  public let trailingSlash: TrailingSlashPolicy

  /// What has been declared on it.
  public let declarations: LevelDeclarations

  let statusBoard = StatusBoard()

  /// Where the values are that are provided per application.
  let dependencyStore = DependencyStore()

  let lifecycle = Mutex(LifecycleActions())

  let commands = Mutex<[NamedCommand]>([])

  private let backgroundTaskObservers = Mutex<[any BackgroundTaskObserver]>([])

  /// A service without routes.
  ///
  /// - Parameters:
  ///   - version: what `--version` prints; `0.0.0` by default.
  ///   - trailingSlash: what becomes of a path that only differs from a route's by a slash at its end; by default it is
  ///     another path.
  ///   - background: a ``BackgroundTask`` or ``BackgroundTasks`` to run after each response of any handler; nothing by
  ///     default.
  ///   - logger: where to log; by default a logger called `afterglow`, which writes to standard error through
  ///     ``NonBlockingLogHandler`` unless the logging system has been bootstrapped otherwise.
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

  /// Tells an observer of the background tasks of all requests.
  ///
  /// Of several, the one added first is told first.
  public func observe(backgroundTasks observer: any BackgroundTaskObserver) {
    backgroundTaskObservers.withLock { $0.append(observer) }
  }

  /// The routes declared so far, in their order; those of includes with their whole paths.
  public var routes: [RouteDeclaration] { declarations.routes(within: []) }

  /// Puts together what has been declared.
  ///
  /// - Parameters:
  ///   - maxBodySize: the most bytes a request's body may have.
  ///   - logLevel: the level to log at; the logger's own by default.
  ///   - accessLog: whether each request is logged, see ``ApplicationConfiguration/accessLog``; `false` by default.
  /// - Returns: what answers requests.
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
      showsErrors: debugErrors, dependencies: dependencies)
  }
}
