import HTTPTypes
import Logging

/// Calls a route's handler and plans its background tasks.
final class HandlerResponder: HTTPResponder {
  private let handler: RouteHandler
  private let background: [BackgroundTasks]
  private let answersHead: Bool
  private let errorHandlers: ErrorHandlers

  init(_ declaration: RouteDeclaration, errorHandlers: ErrorHandlers) {
    handler = declaration.handler
    background = declaration.background
    answersHead = declaration.methods.contains(.head)
    self.errorHandlers = errorHandlers
  }

  func respond(to request: Request) async -> Response {
    request.background.enterHandler()
    do {
      // The whole body has to arrive first, so that no handler runs on part of a request, even if it ignores the body.
      if !handler.streamsBody { _ = try request.body.collect() }
      var response = try await handler.call(request)
      try response.complete(for: request.method, json: request.json)
      if isHeadOfGet(request) {
        response.background = []
        _ = request.background.giveUpHandler()
      } else {
        request.background.handlerReturned(declaring: background, response: response.takeTasks())
      }
      return response
    } catch {
      giveUpTasks(of: request)
      return await errorHandlers.completeResponse(to: error, of: request)
    }
  }

  /// Whether the request is a HEAD that the GET handler answers (RFC 9110, section 9.3.2).
  ///
  /// No background tasks run after it: a client that asks for the head alone has not asked for the effects of GET.
  private func isHeadOfGet(_ request: Request) -> Bool { request.method == .head && !answersHead }

  private func giveUpTasks(of request: Request) {
    let givenUp = request.background.giveUpHandler()
    guard !givenUp.isEmpty, !isHeadOfGet(request) else { return }
    request.logger.notice(
      "Background tasks do not run because their handler threw.",
      metadata: ["tasks": .array(givenUp.map { "\($0)" })])
  }
}
