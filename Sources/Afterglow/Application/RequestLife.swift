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
    let request: Request
    do throws(HTTPError) {
      request = try service.makeRequest(params: end.params, executor: end.executor, bodySource: end)
    } catch {
      return await refuse(error, begunAt: start)
    }
    if end.mayHaveTaskLocals { request.background.expectTaskLocals() }
    end.begin(request)
    return await RequestContext.$current.withValue(request.context) {
      await answer(request, begunAt: start)
    }
  }

  /// Answers params that don't make a valid request.
  private func refuse(_ error: HTTPError, begunAt start: ContinuousClock.Instant) async -> Aftermath {
    let context = RequestContext(requestID: RequestID.of(end.params), logger: service.logger)
    let sender = ResponseSender(
      end: end, method: .get, requestID: context.requestID, json: service.json)
    _ = await sender.send(service.response(to: error, in: context))
    return aftermath(
      ObservedRequest(start: start, head: nil, status: error.status, context: context))
  }

  private func answer(_ request: Request, begunAt start: ContinuousClock.Instant) async -> Aftermath {
    let sender = ResponseSender(
      end: end, method: request.method, requestID: request.id, json: request.json, timeout: request.timeout)
    let (sending, status) = await send(request, by: sender)
    var observed = ObservedRequest(
      start: start, head: request.head, status: status, context: request.context)
    switch sending {
    case .whole: break
    case .clientGone(let reason):
      request.logger.info("The client did not wait for its response.", metadata: ["reason": "\(reason)"])
    case .brokenOff(let error):
      observed.status = await answerBrokenOff(request, error, sender) ?? observed.status
      return aftermath(observed)
    }
    guard let background = request.background.close() else { return aftermath(observed) }
    if background.isEmpty {
      await background.giveUp()
      return aftermath(observed)
    }
    return aftermath(observed, background: background)
  }

  private func aftermath(_ observed: ObservedRequest, background: ClosedBackground? = nil) -> Aftermath {
    // Most requests have no tasks and need no runner.
    Aftermath(
      service: service, end: end, observed: observed,
      background: background.map { ($0, runner(in: observed.context)) })
  }

  private func runner(in context: RequestContext) -> BackgroundRunner {
    BackgroundRunner(
      context: context,
      worker: end.taskObserver, observers: service.backgroundTaskObservers, executor: end.executor,
      onUnfinished: { [end] in end.noteUnfinished($0) })
  }

  // MARK: The response

  /// Makes the response and sends it, within the request's time-out if there is one.
  ///
  /// The time-out covers the handler as a whole. While a stream is sent, it covers only the time without progress.
  private func send(
    _ request: Request, by sender: ResponseSender<End>
  ) async -> (ResponseSending, HTTPResponse.Status) {
    guard let timeout = service.limits.timeout, let limit = request.timeout else {
      return await respond(to: request, by: sender)
    }
    return await limit.run(for: timeout, on: end.executor) {
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
    await background?.giveUp()
    let names = background?.names ?? []
    request.logger.error(
      "Producing a response's body failed.",
      metadata: [
        "error": "\(String(reflecting: error))",
        "tasks-not-run": .array(names.map { "\($0)" }),
      ])
    await runner(in: request.context).notRun(names)
    if end.hasWritten {
      end.abort(after: error)
      return nil
    }
    var response = request.timeout?.hasPassed == true ? ErrorHandlers.tookTooLong : ErrorHandlers.unexpected
    try? response.complete(for: nil, json: request.json)
    _ = await sender.send(response)
    return response.status
  }
}
