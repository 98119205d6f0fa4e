import FastCGI
import Logging

extension Application {
  /// Starts the application in this process, for tests, without opening a socket.
  ///
  /// Builds the values that are provided per application and runs the actions of `onStartup`.
  ///
  /// - Parameters:
  ///   - maxBodySize: the maximum size of a request's body in bytes; the default of `--max-body-size` by default.
  ///   - requestTimeout: the time that a handler may take, see ``ApplicationConfiguration/requestTimeout``; `nil` by
  ///     default, for no limit.
  ///   - logger: the logger of requests and their tasks; the application's own by default.
  ///   - accessLog: whether each request is logged, see ``ApplicationConfiguration/accessLog``; `false` by default.
  /// - Returns: the application, ready to answer requests.
  /// - Throws: ``RouteDeclarationErrors`` with everything that is wrong with the routes; ``StartupError`` if a value
  ///   can't be built or an action threw.
  public func startInProcess(
    maxBodySize: Int = ApplicationConfiguration.defaultMaxBodySize, requestTimeout: Duration? = nil,
    logger: Logger? = nil, accessLog: Bool = false
  ) async throws -> ApplicationService {
    let service = try service(
      limits: RequestLimits(maxBodySize: maxBodySize, timeout: requestTimeout), logger: logger, logLevel: nil,
      accessLog: accessLog)
    try await start()
    return service
  }
}

extension ApplicationService {
  /// Answers a request in this process.
  ///
  /// - Parameters:
  ///   - params: the CGI variables that a web server would send.
  ///   - body: the request's body.
  /// - Returns: the response, and the background tasks, which have not run yet.
  public func answer(params: RequestParams, body: [UInt8]) async -> InProcessExchange {
    await InProcessExchange(answeredBy: self, params: params, body: body)
  }
}
