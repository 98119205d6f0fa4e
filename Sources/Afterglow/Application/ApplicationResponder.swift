import Logging
import FastCGI
import HTTPTypes

/// Serves an application's requests over FastCGI: CGI variables in, a CGI response out (RFC 3875), and the background
/// tasks as the work after the request's finish.
struct ApplicationResponder: Responder {
  let service: ApplicationService

  func respond(to exchange: RequestExchange, on worker: WorkerContext) async -> WorkAfterFinish? {
    let start = ContinuousClock.now
    let made = service.makeRequest(params: exchange.params, executor: worker.executor) { length, limit in
      RequestBody(declaredLength: length, limit: limit) { try exchange.readStdin(into: $0) }
    }
    switch made {
    case .success(let request):
      worker.beginResponding(to: RequestLabel(request: request))
      return await RequestContext.$current.withValue(request.context) {
        await respond(to: request, begunAt: start, through: exchange, on: worker)
      }
    case .failure(let error):
      let id = RequestID.of(exchange.params)
      let response = service.response(to: error, requestID: id)
      _ = await ResponseSender(exchange: exchange, method: .get).send(response)
      return observing(
        ObservedRequest(start: start, head: nil, id: id, status: error.status), of: exchange)
    }
  }

  private func respond(
    to request: Request, begunAt start: ContinuousClock.Instant, through exchange: RequestExchange,
    on worker: WorkerContext
  ) async -> WorkAfterFinish? {
    let sender = ResponseSender(exchange: exchange, method: request.method)
    let (outcome, status) = await answer(request, sender, on: worker)
    var observed = ObservedRequest(start: start, head: request.head, id: request.id, status: status)
    switch outcome {
    case .whole: break
    case .clientGone(let reason):
      request.logger.info("The client did not wait for its response.", metadata: ["reason": "\(reason)"])
    case .brokenOff(let error):
      observed.status = await answerBrokenOff(request, error, sender) ?? observed.status
      return observing(observed, of: exchange)
    }
    let background = request.background.close()
    guard !background.plan.isEmpty else {
      await background.giveUp()
      return observing(observed, of: exchange)
    }
    let runner = BackgroundRunner(
      logger: request.logger, audience: service.audience(of: request),
      onStart: { worker.beginTask(named: $0) }, onEnd: service.observer.taskEnded)
    return observing(observed, of: exchange) { await background.run(with: runner) }
  }

  /// What the worker does once the request is finished: only then it is known how long that took.
  private func observing(_ observed: ObservedRequest, of exchange: RequestExchange) -> WorkAfterFinish {
    let (service, observer) = (service, service.observer)
    return {
      let duration = observer.requestFinished(observed)
      await service.disposeOfDependencies(of: observed)
      observer.accessLog?.write(
        observed, params: exchange.params, byteCount: exchange.writtenByteCount, duration: duration)
    }
  }

  private func observing(
    _ observed: ObservedRequest, of exchange: RequestExchange,
    running tasks: @escaping @Sendable () async -> [BackgroundTaskOutcome]
  ) -> WorkAfterFinish {
    let (service, observer) = (service, service.observer)
    return {
      let duration = observer.requestFinished(observed)
      let start = ContinuousClock.now
      let outcomes = await tasks()
      let tasksDuration = start.duration(to: .now)
      await service.disposeOfDependencies(of: observed)
      observer.accessLog?.write(
        observed, params: exchange.params, byteCount: exchange.writtenByteCount, duration: duration,
        outcomes: outcomes, tasksDuration: tasksDuration)
    }
  }

  private func answer(
    _ request: Request, _ sender: ResponseSender, on worker: WorkerContext
  ) async -> (outcome: ResponseSender.Outcome, status: HTTPResponse.Status) {
    guard let timeout = service.limits.timeout else { return await answer(request, sender) }
    return await request.timeout.limit(to: timeout, on: worker.executor) {
      request.logger.warning(
        "A request is cancelled at its time-out.",
        metadata: [
          "method": "\(request.method.rawValue)", "path": "\(request.path)", "timeout": "\(timeout)",
        ])
      sender.exchange.interruptReading()
    } _: {
      await answer(request, sender)
    }
  }

  private func answer(
    _ request: Request, _ sender: ResponseSender
  ) async -> (outcome: ResponseSender.Outcome, status: HTTPResponse.Status) {
    let response = await service.respond(to: request)
    return (await sender.send(response), response.status ?? .ok)
  }

  /// Producing the body threw: the client must not take what it has for the whole, and no task runs.
  ///
  /// - Returns: the status of the response that took the other's place, if it was not too late for one.
  private func answerBrokenOff(
    _ request: Request, _ error: any Error, _ sender: ResponseSender
  ) async -> HTTPResponse.Status? {
    let background = request.background.close()
    await background.giveUp()
    request.logger.error(
      "Producing a response's body failed.",
      metadata: [
        "error": "\(String(reflecting: error))",
        "tasks-not-run": .array(background.plan.names.map { "\($0)" }),
      ])
    await service.audience(of: request)?.notRun(background.plan.names)
    if sender.exchange.hasWritten {
      sender.exchange.abort()
      return nil
    }
    var response = request.timeout.hasPassed ? ErrorHandlers.tookTooLong : ErrorHandlers.unexpected
    try? response.encodeBody()
    response.headers[.requestID] = request.id
    _ = await sender.send(response)
    return response.status
  }
}

/// A request in the words of the log.
private struct RequestLabel: CustomStringConvertible, Sendable {
  let request: Request

  var description: String { "\(request.method.rawValue) \(request.path) (\(request.id))" }
}
