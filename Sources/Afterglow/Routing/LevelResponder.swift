import Logging

/// The middleware of one level and the responder behind it.
///
/// Errors are answered by the error handlers of this level.
struct LevelResponder: HTTPResponder {
  let responder: any HTTPResponder

  /// The error handlers of this level and of the levels around it.
  let errorHandlers: ErrorHandlers

  func respond(to request: Request) async -> Response {
    do {
      return try await responder.respond(to: request)
    } catch {
      request.giveUpHandlersTasks()
      return await errorHandlers.completeResponse(to: error, of: request)
    }
  }
}

extension Request {
  /// Removes the handler's background tasks, because middleware threw and its response is discarded.
  func giveUpHandlersTasks() {
    let givenUp = background.giveUpHandler()
    guard !givenUp.isEmpty else { return }
    logger.notice(
      "Background tasks do not run because middleware threw.",
      metadata: ["tasks": .array(givenUp.map { "\($0)" })])
  }
}
