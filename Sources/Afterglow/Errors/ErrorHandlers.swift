import Logging
import FastCGI
import HTTPTypes

/// Turns what a handler or middleware threw into a response.
struct ErrorHandlers: Sendable {
  typealias Handler = @Sendable (any Error, Request) async throws -> Response?

  private var handlers: [Handler] = []

  /// Adds a handler for one type of error.
  ///
  /// Of several for the same type the one added last is asked first.
  mutating func add<Failure: Error>(
    _ handler: @escaping @Sendable (Failure, Request) async throws -> any ResponseConvertible
  ) {
    handlers.insert(
      { error, request in
        guard let failure = error as? Failure else { return nil }
        return try await handler(failure, request).response(to: request)
      }, at: 0)
  }

  /// These, and then those of the levels around.
  func before(_ outer: ErrorHandlers) -> ErrorHandlers {
    var all = self
    all.handlers += outer.handlers
    return all
  }

  /// The response to an error, with its status and its body's bytes, and its background tasks taken note of.
  func completeResponse(to error: any Error, of request: Request) async -> Response {
    var response = await response(to: error, of: request)
    do {
      try response.complete(for: request.method)
    } catch {
      request.logger.error("An error response can't be encoded.", metadata: ["error": "\(error)"])
      response = .encoded(.internalServerError)
    }
    request.background.addResponseTasks(of: &response)
    return response
  }

  /// The response to an error.
  ///
  /// An error that only the inside knows becomes a 500 that says nothing of it; the log has it, with the
  /// request's id.
  func response(to error: any Error, of request: Request) async -> Response {
    if request.timeout.hasPassed { return Self.tookTooLong }
    for handler in handlers {
      do {
        if var response = try await handler(error, request) {
          response.status = response.status ?? .internalServerError
          return response
        }
      } catch {
        request.logger.error(
          "An error handler failed.", metadata: ["error": "\(String(reflecting: error))"])
        return Self.unexpected(error, of: request)
      }
    }
    return Self.defaultResponse(to: error, of: request)
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
    case let error as ExchangeError:
      request.logger.info("The request did not arrive whole.", metadata: ["error": "\(error)"])
      return Response(ErrorBody(detail: "The request did not arrive whole."), status: .badRequest)
    default:
      request.logger.error(
        "A request failed.",
        metadata: [
          "error": "\(String(reflecting: error))", "method": "\(request.method.rawValue)",
          "path": "\(request.path)",
        ])
      return unexpected(error, of: request)
    }
  }

  private static func unexpected(_ error: any Error, of request: Request) -> Response {
    request.showsErrors ? DebugErrorPage(error, of: request).response : unexpected
  }

  static let unexpected = Response(
    ErrorBody(detail: HTTPResponse.Status.internalServerError.reasonPhrase), status: .internalServerError)

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
