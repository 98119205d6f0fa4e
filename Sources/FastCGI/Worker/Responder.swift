/// What answers requests: the application, in the FastCGI role of that name (FastCGI specification, section 6.2).
public protocol Responder: Sendable {
  /// Answers one request on the worker's thread: reads what it needs of the params and stdin, and writes the
  /// response to stdout. The worker finishes the request when this returns, unless it has been aborted.
  ///
  /// - Returns: what is to run after the request is finished and before the worker accepts the next one, or `nil`.
  func respond(to exchange: RequestExchange, on worker: WorkerContext) async -> WorkAfterFinish?
}

/// What a worker does after it has finished a request and before it accepts the next one.
public typealias WorkAfterFinish = @Sendable () async -> Void
