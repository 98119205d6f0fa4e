import FastCGI
import HTTPTypes

/// A responder that answers the requests of a FastCGI worker with an application.
struct ApplicationResponder: Responder {
  let service: ApplicationService

  func respond(to exchange: RequestExchange, on worker: WorkerContext) async -> WorkAfterFinish? {
    let aftermath = await RequestLife(service: service, end: ExchangeEnd(exchange: exchange, worker: worker))
      .run()
    return { await aftermath.run() }
  }
}

/// The end of a request that a web server sent to a worker.
private struct ExchangeEnd: RequestEnd {
  let exchange: RequestExchange
  let worker: WorkerContext

  var params: RequestParams { exchange.params }
  var executor: (any TaskExecutor)? { worker.executor }
  // Workers bind no task-locals.
  var mayHaveTaskLocals: Bool { false }
  var taskObserver: (any BackgroundTaskObserver)? { WorkerTaskObserver(worker: worker) }
  var peerIsGone: Bool { exchange.peerIsGone }
  var hasWritten: Bool { exchange.hasWritten }
  var writtenByteCount: Int { exchange.writtenByteCount }

  func noteUnfinished(_ tasks: [String]) { worker.noteUnfinished(tasks.map { "background task \($0)" }) }

  func begin(_ request: Request) {
    worker.beginResponding(to: RequestLabel(head: request.head, id: request.id))
  }

  func readBody(into buffer: UnsafeMutableRawBufferPointer) throws(ExchangeError) -> Int {
    try exchange.readStdin(into: buffer)
  }

  func interruptReading() { exchange.interruptReading() }

  func write(_ head: CGIResponseHead, _ body: [UInt8]) throws(ExchangeError) {
    guard body.count <= Self.mostCopied else {
      try exchange.write(head.bytes())
      return try exchange.write(body)
    }
    try exchange.write(head.bytes(before: body))
  }

  /// The largest body that is copied behind its head, to write both at once.
  private static let mostCopied = 4096

  func write(_ bytes: [UInt8]) throws(ExchangeError) { try exchange.write(bytes) }

  func flush() throws(ExchangeError) { try exchange.flush() }

  func abort(after error: any Error) { exchange.abort() }
}

/// An observer that shows a worker's current background task in its status.
private struct WorkerTaskObserver: BackgroundTaskObserver {
  let worker: WorkerContext

  func taskStarted(_ name: String, of context: RequestContext) {
    worker.beginTask(named: name)
  }
}

/// A request's description in a worker's status, made into text only when somebody reads it.
private struct RequestLabel: CustomStringConvertible, TextOutputStreamable, Sendable {
  let head: RequestHead
  let id: String

  var description: String {
    var text = ""
    write(to: &text)
    return text
  }

  func write(to target: inout some TextOutputStream) {
    target.write(head.method.rawValue)
    target.write(" ")
    target.write(head.path)
    target.write(" (")
    target.write(id)
    target.write(")")
  }
}
