import FastCGI

/// Where a request comes from and its response goes: an exchange with a web server, or memory.
///
/// ``RequestLife`` is the same over both, so what holds in process holds behind a web server.
protocol RequestEnd: Sendable {
  /// What the web server sent of the request.
  var params: RequestParams { get }

  /// Where handlers and tasks run; the shared pool if it is `nil`.
  var executor: (any TaskExecutor)? { get }

  /// Observes the request's background tasks for this end, if it has a use for that.
  var taskObserver: (any BackgroundTaskObserver)? { get }

  /// Notes the names of background tasks that a stop has cancelled or not let begin.
  func noteUnfinished(_ tasks: [String])

  /// The request has been read; it is about to be answered.
  func begin(_ request: Request)

  /// Reads the next bytes of the body; 0 at its end.
  func readBody(into buffer: UnsafeMutableRawBufferPointer) throws(ExchangeError) -> Int

  /// Ends a read that waits for the body, and every later one.
  func interruptReading()

  /// Writes the head of the response.
  func write(_ head: CGIResponseHead) throws(ExchangeError)

  /// Writes bytes of the response's body.
  func write(_ bytes: [UInt8]) throws(ExchangeError)

  /// Sends what has been written so far.
  func flush() throws(ExchangeError)

  /// Breaks the response off, so that the client sees that it is not whole.
  func abort(after error: any Error)

  /// Whether the web server has closed the connection.
  var peerIsGone: Bool { get }

  /// Whether anything of the response has been written.
  var hasWritten: Bool { get }

  /// How many bytes of the response have been written, its head included.
  var writtenByteCount: Int { get }
}
