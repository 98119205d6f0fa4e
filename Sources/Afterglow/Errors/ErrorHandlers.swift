import FastCGI
import HTTPTypes
import Logging

/// Converts errors of handlers and middleware into responses.
struct ErrorHandlers: Sendable {
  /// The handlers of each level, the innermost level first.
  private var levels: [[ErrorHandler]] = []

  /// Adds a handler to the level.
  mutating func add(_ handler: ErrorHandler) {
    levels = [(levels.first ?? []) + [handler]]
  }

  /// Returns these handlers followed by those of the outer levels.
  func before(_ outer: ErrorHandlers) -> ErrorHandlers {
    var all = self
    all.levels += outer.levels
    return all
  }

  /// Returns the handler for an error, from the innermost level that has one.
  ///
  /// On one level, the handler with the most specific type is chosen; of several such handlers, the one added last.
  private func handler(of error: any Error) -> ErrorHandler? {
    for level in levels {
      for fit in ErrorHandler.Fit.allCases {
        if let handler = level.last(where: { $0.fit(error) == fit }) { return handler }
      }
    }
    return nil
  }

  /// Returns the completed response to an error and plans its background tasks.
  func completeResponse(to error: any Error, of request: Request) async -> Response {
    await complete(response(to: error, of: request), for: request, method: request.method)
  }

  /// Completes a response and plans its background tasks.
  ///
  /// - Parameters:
  ///   - response: a response that no handler returned.
  ///   - request: the request.
  ///   - method: the method whose standard status replaces a missing one; 200 replaces it if the method is `nil`.
  /// - Returns: the completed response, or a 500 if the body can't be encoded.
  func complete(_ response: Response, for request: Request, method: HTTPRequest.Method?) -> Response {
    var response = response
    request.background.addResponseTasks(response.takeTasks())
    do {
      try response.complete(for: method, json: request.json)
    } catch {
      request.logger.error("A response can't be encoded.", metadata: ["error": "\(error)"])
      response = .encoded(.internalServerError, json: request.json)
    }
    return response
  }

  /// Returns the response to an error.
  ///
  /// An unexpected error becomes a 500 without details; the details are logged with the request's id.
  func response(to error: any Error, of request: Request) async -> Response {
    var response = await answer(to: error, of: request)
    request.changeErrorHeaders(in: &response)
    return response
  }

  private func answer(to error: any Error, of request: Request) async -> Response {
    if request.timeout?.hasPassed == true { return Self.tookTooLong }
    guard let handler = handler(of: error) else { return Self.defaultResponse(to: error, of: request) }
    do {
      var response = try await handler.response(error, request)
      response.status = response.status ?? .internalServerError
      return response
    } catch let said as HTTPError {
      // The client learns only of a failure of the service; the cause is logged, as without the handler.
      if said.status.kind == .serverError { Self.log("A request failed.", error, of: request) }
      return Self.defaultResponse(to: said, of: request)
    } catch {
      request.logger.error("An error handler failed.", metadata: ["error": "\(String(reflecting: error))"])
      return Self.unexpected(error, of: request)
    }
  }

  private static func defaultResponse(to error: any Error, of request: Request) -> Response {
    switch error {
    case let error as HTTPError:
      return Response(ErrorBody(detail: error.detail), status: error.status, headers: error.headers)
    case let error as ValidationError:
      let detail = "Validation failed for \(request.path) with method \(request.method.rawValue)."
      return Response(ErrorBody(detail: detail, errors: error.failures), status: .badRequest)
    case let error as RequestBodyError where error != .alreadyStreamed:
      return Response(ErrorBody(detail: error.description), status: error.status)
    case ExchangeError.timedOut(.stdin):
      // RFC 9110, section 15.5.9.
      request.logger.info("A request's body came too slowly.")
      return Response(ErrorBody(detail: "The request body came too slowly."), status: .requestTimeout)
    case let error as ExchangeError:
      request.logger.info("The request did not arrive whole.", metadata: ["error": "\(error)"])
      return Response(ErrorBody(detail: "The request did not arrive whole."), status: .badRequest)
    case is CancellationError where Task.isCancelled:
      log("A request is given up, as the process stops.", error, of: request)
      return stopping
    default:
      log("A request failed.", error, of: request)
      return unexpected(error, of: request)
    }
  }

  private static func log(_ message: Logger.Message, _ error: any Error, of request: Request) {
    request.logger.error(
      message,
      metadata: [
        "error": "\(String(reflecting: error))", "method": "\(request.method.rawValue)",
        "path": "\(request.path)",
      ])
  }

  private static func unexpected(_ error: any Error, of request: Request) -> Response {
    request.showsErrors ? DebugErrorPage(error, of: request).response : unexpected
  }

  static let unexpected = Response(
    ErrorBody(detail: HTTPResponse.Status.internalServerError.reasonPhrase), status: .internalServerError)

  private static let stopping = Response(
    ErrorBody(detail: "The service is being stopped."), status: .serviceUnavailable)

  static let tookTooLong = Response(
    ErrorBody(detail: "The request took too long."), status: .serviceUnavailable)
}

extension RequestBodyError {
  fileprivate var status: HTTPResponse.Status {
    switch self {
    case .overLimit: .contentTooLarge
    case .shorterThanDeclared, .longerThanDeclared, .alreadyStreamed: .badRequest
    }
  }
}

/// A handler for errors of one type.
struct ErrorHandler: Sendable {
  /// The relations of a handler's type to an error, from the most to the least specific.
  enum Fit: CaseIterable {
    /// The type is the error's own.
    case exact
    /// The type is a superclass of the error's type, or a protocol.
    case general
    /// The type is `any Error`.
    case any
  }

  /// Returns how well the handler fits an error; `nil` if it does not.
  let fit: @Sendable (any Error) -> Fit?

  /// Returns the response to an error that the handler fits.
  let response: @Sendable (any Error, Request) async throws -> Response

  init<Failure>(
    _ handler: @escaping @Sendable (Failure, Request) async throws -> any ResponseConvertible
  ) {
    fit = { error in
      guard error is Failure else { return nil }
      if type(of: error) == Failure.self { return .exact }
      return Failure.self == (any Error).self ? .any : .general
    }
    response = { error, request in
      guard let failure = error as? Failure else { throw error }
      return try await handler(failure, request).response(to: request)
    }
  }
}

/// The JSON body of an error.
struct ErrorBody: Encodable, Sendable {
  let detail: String
  var errors: [ValidationFailure]?
}

extension Response {
  /// Returns an error response whose body is already encoded, so that nothing can fail later.
  static func encoded(_ status: HTTPResponse.Status, detail: String? = nil, json: JSONOptions) -> Response {
    let body = try? JSONContent.encode(ErrorBody(detail: detail ?? status.reasonPhrase), options: json)
    return Response(status: status, headers: [.contentType: "application/json"], body: .bytes(body ?? []))
  }
}
