/// The settings of a ``FastCGIServer``.
public struct ServerConfiguration: Sendable {
  /// The number of workers, each of which is a thread that serves one request at a time; 4 by default.
  ///
  /// A worker that runs a background task or waits for a database takes no other request meanwhile. So use more
  /// workers than processor cores if handlers and tasks wait more than they compute.
  public var workers: Int

  /// The time limit for the params of a request, and for each pause in its stdin; 60 s by default.
  ///
  /// Stdin as a whole may take this long plus the time that ``minimumBodyRate`` allows. The default is the same as
  /// for nginx's `fastcgi_send_timeout`. A shorter limit frees a worker sooner from a web server that has gone
  /// silent.
  public var readTimeout: Duration

  /// The lowest rate of a request's stdin in bytes per second, after a grace period of ``readTimeout``; 1,024 by
  /// default.
  ///
  /// 0 allows any rate. Reading stdin occupies a worker. If the web server doesn't buffer bodies, a body of n bytes
  /// occupies one for at most n / rate seconds plus the grace period. A higher rate frees workers sooner; a lower one
  /// serves slower clients.
  public var minimumBodyRate: Int

  /// The time limit for each piece of up to 64 KiB that a response sends; 60 s by default.
  ///
  /// The default is the same as for nginx's `fastcgi_read_timeout`.
  public var writeTimeout: Duration

  /// The number of requests after which the server stops, so that a process manager starts another process.
  ///
  /// `nil`, the default, sets no limit. A limit contains a memory leak until it is found. It should be a few thousand
  /// or more, since a start costs more than many requests.
  public var maxRequests: Int?

  /// The time after which an idle kept connection is closed; 75 s by default.
  ///
  /// The default is longer than nginx's upstream `keepalive_timeout` of 60 s, so that nginx closes connections first.
  /// A POST request that nginx sends while this side closes would be lost.
  public var idleTimeout: Duration

  /// The budget of a stop, from its beginning to the exit; 30 s by default.
  ///
  /// A quarter of it, but at most 2 s, is a reserve. At its start the current requests and their background tasks are
  /// cancelled, and they have half of it to end. Values below half a second are raised to half a second. A service
  /// manager's own limit must be at least 2 s longer, or it kills the process first.
  public var gracefulTimeout: Duration

  /// Creates a configuration; each default is described at its property.
  public init(
    workers: Int = 4,
    readTimeout: Duration = .seconds(60),
    minimumBodyRate: Int = 1024,
    writeTimeout: Duration = .seconds(60),
    maxRequests: Int? = nil,
    idleTimeout: Duration = .seconds(75),
    gracefulTimeout: Duration = .seconds(30)
  ) {
    precondition(workers > 0, "a server has at least one worker")
    precondition(minimumBodyRate >= 0, "a body's least rate is 0 or more bytes per second")
    self.workers = workers
    self.readTimeout = readTimeout
    self.minimumBodyRate = minimumBodyRate
    self.writeTimeout = writeTimeout
    self.maxRequests = maxRequests
    self.idleTimeout = idleTimeout
    self.gracefulTimeout = gracefulTimeout
  }
}
