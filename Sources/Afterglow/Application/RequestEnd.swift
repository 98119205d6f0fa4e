import FastCGI

/// The place that a request comes from and its response goes to: an exchange with a web server, or memory.
///
/// ``RequestLife`` uses both in the same way, so that tests in process hold behind a web server too.
protocol RequestEnd: RequestBodySource {
  /// The params that the web server sent.
  var params: RequestParams { get }

  /// The executor of handlers and tasks; the shared pool if `nil`.
  var executor: (any TaskExecutor)? { get }

  /// Whether the Swift task that answers the request may have task-locals bound that the background tasks must see.
  var mayHaveTaskLocals: Bool { get }

  /// An observer of the request's background tasks, if this end needs one.
  var taskObserver: (any BackgroundTaskObserver)? { get }

  /// Notes the names of background tasks that a stop has cancelled or prevented.
  func noteUnfinished(_ tasks: [String])

  /// Notes that a request has been read and will be answered next.
  func begin(_ request: Request)

  /// Makes a read that waits for the body fail, and every later one.
  func interruptReading()

  /// Writes the head of the response and the first bytes of its body, which may be all or none.
  func write(_ head: CGIResponseHead, _ body: [UInt8]) throws(ExchangeError)

  /// Writes further bytes of the response's body.
  func write(_ bytes: [UInt8]) throws(ExchangeError)

  /// Sends what has been written so far.
  func flush() throws(ExchangeError)

  /// Breaks the response off, so that the client notices that it is incomplete.
  func abort(after error: any Error)

  /// Whether anything of the response has been written.
  var hasWritten: Bool { get }

  /// The number of bytes of the response that have been written, its head included.
  var writtenByteCount: Int { get }
}
