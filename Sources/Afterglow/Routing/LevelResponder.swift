import Logging

/// The middleware of one level with what is behind it; what it throws is answered on that level.
struct LevelResponder: HTTPResponder {
  let responder: any HTTPResponder

  /// Those of this level and of the ones around it.
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
  /// Middleware threw away the response that the handler chose.
  func giveUpHandlersTasks() {
    let givenUp = background.giveUpHandler()
    guard !givenUp.isEmpty else { return }
    logger.notice(
      "Background tasks do not run because middleware threw.",
      metadata: ["tasks": .array(givenUp.map { "\($0)" })])
  }
}
