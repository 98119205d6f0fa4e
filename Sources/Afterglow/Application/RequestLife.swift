import FastCGI
import HTTPTypes
import Logging

/// The life of one request: middleware, handler, response and the work that follows it.
///
/// It answers the request and returns an ``Aftermath``. The owner of the end finishes the request and then runs the
/// aftermath.
struct RequestLife<End: RequestEnd>: Sendable {
  let service: ApplicationService
  let end: End

  /// Answers the request.
  ///
  /// - Returns: the work that follows when the request is finished.
  func run() async -> Aftermath {
    let start = ContinuousClock.now
    let made = service.makeRequest(params: end.params, executor: end.executor) { length, limit in
      RequestBody(declaredLength: length, limit: limit, clientIsGone: { [end] in end.peerIsGone }) { [end] in
        try end.readBody(into: $0)
      }
    }
    switch made {
    case .success(let request):
      end.begin(request)
      return await RequestContext.$current.withValue(request.context) {
        await answer(request, begunAt: start)
      }
    case .failure(let error):
      return await refuse(error, begunAt: start)
    }
  }

  /// Answers params that don't make a valid request.
  private func refuse(_ error: HTTPError, begunAt start: ContinuousClock.Instant) async -> Aftermath {
    let context = RequestContext(requestID: RequestID.of(end.params), logger: service.logger)
    _ = await ResponseSender(end: end, method: .get).send(service.response(to: error, in: context))
    return aftermath(
      ObservedRequest(start: start, head: nil, id: context.requestID, status: error.status), in: context)
  }

  private func answer(_ request: Request, begunAt start: ContinuousClock.Instant) async -> Aftermath {
    let sender = ResponseSender(
      end: end, method: request.method, timeout: service.limits.timeout.map { _ in request.timeout })
    let (sending, status) = await send(request, by: sender)
    var observed = ObservedRequest(start: start, head: request.head, id: request.id, status: status)
    switch sending {
    case .whole: break
    case .clientGone(let reason):
      request.logger.info("The client did not wait for its response.", metadata: ["reason": "\(reason)"])
    case .brokenOff(let error):
      observed.status = await answerBrokenOff(request, error, sender) ?? observed.status
      return aftermath(observed, in: request.context)
    }
    let background = request.background.close()
    if background.plan.isEmpty {
      await background.giveUp()
      return aftermath(observed, in: request.context)
    }
    return aftermath(observed, in: request.context, background: background)
  }

  private func aftermath(
    _ observed: ObservedRequest, in context: RequestContext, background: ClosedBackground? = nil
  ) -> Aftermath {
    Aftermath(
      service: service, end: end, observed: observed, background: background,
      runner: runner(in: context))
  }

  private func runner(in context: RequestContext) -> BackgroundRunner {
    BackgroundRunner(
      context: context,
      observers: [end.taskObserver, service.observer].compactMap(\.self) + service.backgroundTaskObservers,
      executor: end.executor, onUnfinished: { [end] in end.noteUnfinished($0) })
  }

  // MARK: The response

  /// Makes the response and sends it, within the request's time-out if there is one.
  ///
  /// The time-out covers the handler as a whole. While a stream is sent, it covers only the time without progress.
  private func send(
    _ request: Request, by sender: ResponseSender<End>
  ) async -> (ResponseSending, HTTPResponse.Status) {
    guard let timeout = service.limits.timeout else { return await respond(to: request, by: sender) }
    return await request.timeout.run(for: timeout, on: end.executor) {
      request.logger.warning(
        "A request is cancelled at its time-out.",
        metadata: [
          "method": "\(request.method.rawValue)", "path": "\(request.path)", "timeout": "\(timeout)",
        ])
      end.interruptReading()
    } _: {
      await respond(to: request, by: sender)
    }
  }

  private func respond(
    to request: Request, by sender: ResponseSender<End>
  ) async -> (ResponseSending, HTTPResponse.Status) {
    let response = await service.respond(to: request)
    return (await sender.send(response), response.status ?? .ok)
  }

  /// Answers a request whose body's producer threw: with an error response if nothing has been written, otherwise by
  /// breaking off.
  ///
  /// - Returns: the status of the error response; `nil` if the response was broken off.
  private func answerBrokenOff(
    _ request: Request, _ error: any Error, _ sender: ResponseSender<End>
  ) async -> HTTPResponse.Status? {
    let background = request.background.close()
    await background.giveUp()
    request.logger.error(
      "Producing a response's body failed.",
      metadata: [
        "error": "\(String(reflecting: error))",
        "tasks-not-run": .array(background.plan.names.map { "\($0)" }),
      ])
    await runner(in: request.context).notRun(background.plan.names)
    if end.hasWritten {
      end.abort(after: error)
      return nil
    }
    var response = request.timeout.hasPassed ? ErrorHandlers.tookTooLong : ErrorHandlers.unexpected
    try? response.complete(for: nil)
    response.headers[.requestID] = request.id
    _ = await sender.send(response)
    return response.status
  }
}
