/// The application that answers requests, in the responder role (FastCGI specification, section 6.2).
public protocol Responder: Sendable {
  /// Answers one request on the worker's thread.
  ///
  /// It reads the params and stdin as needed, and writes the response to stdout. The worker finishes the request
  /// after the call, unless it has been aborted.
  ///
  /// - Parameters:
  ///   - exchange: the request and its response.
  ///   - worker: the worker on which the request runs.
  /// - Returns: the work to run after the request is finished and before the worker accepts the next one, or `nil`.
  func respond(to exchange: RequestExchange, on worker: WorkerContext) async -> WorkAfterFinish?
}

/// The work that a worker runs after it has finished a request and before it accepts the next one.
public typealias WorkAfterFinish = @Sendable () async -> Void
