import FastCGI
import Logging

extension Application {
  /// Starts the application in this process, for tests, without opening a socket.
  ///
  /// Builds what the application provides, and runs the actions of `onStartup`.
  ///
  /// - Parameters:
  ///   - maxBodySize: the most bytes a request's body may have; by default as without `--max-body-size`.
  ///   - requestTimeout: how long a handler may take, see ``ApplicationConfiguration/requestTimeout``; no limit by default.
  ///   - logger: where requests and their tasks log to; by default the application's own logger.
  ///   - accessLog: whether each request is logged, see ``ApplicationConfiguration/accessLog``; `false` by default.
  /// - Returns: the application, ready to answer requests.
  /// - Throws: ``RouteDeclarationErrors`` with everything that is wrong with the routes, or what an action threw.
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
  /// - Returns: the response, with background tasks that wait to be run.
  public func answer(params: RequestParams, body: [UInt8]) async -> InProcessExchange {
    await InProcessExchange(answeredBy: self, params: params, body: body)
  }
}
