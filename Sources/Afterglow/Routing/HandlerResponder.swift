import HTTPTypes
import Logging

/// Calls a route's handler and keeps account of the background tasks.
struct HandlerResponder: HTTPResponder {
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
      // A handler is not called on part of a request, so the body has to be there first, whoever asks for it.
      if !handler.streamsBody { _ = try request.body.collect() }
      var response = try await handler.call(request)
      try response.complete(for: request.method)
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

  /// RFC 9110, section 9.3.2: as GET, without the content.
  ///
  /// Nothing happens after it: whoever asks for the head only has not asked for what GET sets going.
  private func isHeadOfGet(_ request: Request) -> Bool { request.method == .head && !answersHead }

  private func giveUpTasks(of request: Request) {
    let givenUp = request.background.giveUpHandler()
    guard !givenUp.isEmpty, !isHeadOfGet(request) else { return }
    request.logger.notice(
      "Background tasks do not run because their handler threw.",
      metadata: ["tasks": .array(givenUp.map { "\($0)" })])
  }
}
