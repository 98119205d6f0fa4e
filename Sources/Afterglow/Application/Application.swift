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
  private struct Declarations {
    var routes: [RouteDeclaration] = []
    var middleware: [any Middleware] = []
    var errorHandlers = ErrorHandlers()
    var startActions: [@Sendable () async throws -> Void] = []
  }

  /// The logger that requests and background tasks log to.
  ///
  /// Its level is set by `--log-level`.
  public let logger: Logger

  /// What `--version` prints.
  public let version: String

  let statusBoard = StatusBoard()

  private let declarations = Mutex(Declarations())

  /// A service without routes.
  ///
  /// - Parameters:
  ///   - version: what `--version` prints; `0.0.0` by default.
  ///   - logger: where to log; by default a logger called `afterglow`, which writes to standard error unless the
  ///     logging system has been bootstrapped otherwise.
  public init(version: String = "0.0.0", logger: Logger = Logger(label: "afterglow")) {
    self.version = version
    self.logger = logger
  }

  /// Adds a route.
  public func add(_ route: RouteDeclaration) {
    declarations.withLock { $0.routes.append(route) }
  }

  /// Adds middleware.
  ///
  /// What is added first is outermost: it sees the request first and the response last.
  public func add(middleware: any Middleware) {
    declarations.withLock { $0.middleware.append(middleware) }
  }

  /// Answers errors of one type.
  ///
  /// Its response's background tasks run; those of the handler that threw do not.
  ///
  /// - Parameters:
  ///   - type: the errors; `(any Error).self` for all. Of several handlers that fit, the one added last is asked.
  ///   - handler: makes the response; a status of its own, or 500.
  public func onError<Failure: Error, Output: ResponseConvertible>(
    _ type: Failure.Type,
    _ handler: @escaping @Sendable (Failure, Request) async throws -> Output
  ) {
    declarations.withLock {
      $0.errorHandlers.add { (failure: Failure, request) in try await handler(failure, request) }
    }
  }

  /// Does something before the first request, in the order of the calls.
  ///
  /// If it throws, the application doesn't start and says why.
  public func onStart(_ action: @escaping @Sendable () async throws -> Void) {
    declarations.withLock { $0.startActions.append(action) }
  }

  func start() async throws {
    for action in declarations.withLock({ $0.startActions }) { try await action() }
  }

  /// The routes declared so far, in their order.
  public var routes: [RouteDeclaration] { declarations.withLock { $0.routes } }

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
    limits: RequestLimits, logger replacement: Logger? = nil, logLevel: Logger.Level?, accessLog: Bool
  ) throws(RouteDeclarationErrors) -> ApplicationService {
    let declarations = declarations.withLock { $0 }
    let router = try Router(declarations.routes)
    var responder: any HTTPResponder = RouterResponder(
      router: router, errorHandlers: declarations.errorHandlers)
    for middleware in declarations.middleware.reversed() {
      responder = MiddlewareResponder(middleware: middleware, next: responder)
    }
    var logger = replacement ?? logger
    if let logLevel { logger.logLevel = logLevel }
    return ApplicationService(
      responder: responder, errorHandlers: declarations.errorHandlers, limits: limits, logger: logger,
      observer: RequestObserver(
        counters: statusBoard.counters,
        metrics: ApplicationMetrics(factory: MetricsSystem.factory, routes: declarations.routes),
        accessLog: accessLog ? AccessLog(logger: logger) : nil))
  }
}
