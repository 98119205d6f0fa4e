import Logging
import FastCGI
import HTTPTypes

/// Serves an application's requests over FastCGI: CGI variables in, a CGI response out (RFC 3875), and the background
/// tasks as the work after the request's finish.
struct ApplicationResponder: Responder {
  let service: ApplicationService

  func respond(to exchange: RequestExchange, on worker: WorkerContext) async -> WorkAfterFinish? {
    let made = service.makeRequest(params: exchange.params, executor: worker.executor) { length, limit in
      RequestBody(declaredLength: length, limit: limit) { try exchange.readStdin(into: $0) }
    }
    switch made {
    case .success(let request):
      worker.beginResponding(to: RequestLabel(request: request))
      return await RequestContext.$current.withValue(request.context) {
        await respond(to: request, through: exchange, on: worker)
      }
    case .failure(let error):
      let response = service.response(to: error, params: exchange.params)
      _ = await ResponseSender(exchange: exchange, method: .get).send(response)
      return nil
    }
  }

  private func respond(
    to request: Request, through exchange: RequestExchange, on worker: WorkerContext
  ) async -> WorkAfterFinish? {
    let sender = ResponseSender(exchange: exchange, method: request.method)
    switch await answer(request, sender, on: worker) {
    case .whole: break
    case .clientGone(let reason):
      request.logger.info("The client did not wait for its response.", metadata: ["reason": "\(reason)"])
    case .brokenOff(let error):
      await answerBrokenOff(request, error, sender)
      return nil
    }
    let background = request.background.close()
    guard !background.plan.isEmpty else { return nil }
    let runner = BackgroundRunner(logger: request.logger) { worker.beginTask(named: $0) }
    return { _ = await background.run(with: runner) }
  }

  private func answer(
    _ request: Request, _ sender: ResponseSender, on worker: WorkerContext
  ) async -> ResponseSender.Outcome {
    guard let timeout = service.limits.timeout else {
      return await sender.send(await service.respond(to: request))
    }
    return await request.timeout.limit(to: timeout, on: worker.executor) {
      request.logger.warning(
        "A request is cancelled at its time-out.",
        metadata: [
          "method": "\(request.method.rawValue)", "path": "\(request.path)", "timeout": "\(timeout)",
        ])
      sender.exchange.interruptReading()
    } _: {
      await sender.send(await service.respond(to: request))
    }
  }

  /// Producing the body threw: the client must not take what it has for the whole, and no task runs.
  private func answerBrokenOff(_ request: Request, _ error: any Error, _ sender: ResponseSender) async {
    let background = request.background.close()
    background.giveUp()
    request.logger.error(
      "Producing a response's body failed.",
      metadata: [
        "error": "\(String(reflecting: error))",
        "tasks-not-run": .array(background.plan.names.map { "\($0)" }),
      ])
    if sender.exchange.hasWritten {
      sender.exchange.abort()
      return
    }
    var response = request.timeout.hasPassed ? ErrorHandlers.tookTooLong : ErrorHandlers.unexpected
    if case .json(let value) = response.body {
      response.body = .bytes((try? JSONContent.encode(value)) ?? [])
    }
    response.headers[.requestID] = request.id
    _ = await sender.send(response)
  }
}

/// A request in the words of the log.
private struct RequestLabel: CustomStringConvertible, Sendable {
  let request: Request

  var description: String { "\(request.method.rawValue) \(request.path) (\(request.id))" }
}
