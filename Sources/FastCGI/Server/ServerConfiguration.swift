/// How a ``FastCGIServer`` serves.
public struct ServerConfiguration: Sendable {
  /// How many workers, each a thread with one request at a time.
  ///
  /// 4 by default. A worker that runs a background task or waits for a database takes no request meanwhile,
  /// so have more of them than processor cores when handlers and tasks wait more than they compute.
  public var workers: Int

  /// How long the web server may take over the params of a request, over a pause in its stdin, and over its stdin in all
  /// beyond what ``minimumBodyRate`` gives it.
  ///
  /// 60 s by default, as nginx's `fastcgi_send_timeout`; less frees a worker sooner from a web server that
  /// has gone silent.
  public var readTimeout: Duration

  /// How many bytes of a request's stdin have to come per second, after a grace of ``readTimeout``.
  ///
  /// 1,024 by default; 0 for any rate at all. A worker is taken up while stdin is read, so where the web server doesn't
  /// gather a body first, a body of n bytes takes one up for at most n / rate seconds and the grace. More frees workers
  /// sooner; less serves slower clients.
  public var minimumBodyRate: Int

  /// How long the web server may take to accept one write of a response, of up to 64 KiB.
  ///
  /// 60 s by default, as nginx's `fastcgi_read_timeout`.
  public var writeTimeout: Duration

  /// After how many requests the server stops by itself, for a process manager to start another; `nil`, the default, for
  /// never.
  ///
  /// It is a way to live with a memory leak until it is found. A few thousand or more, since a start costs more than many
  /// requests.
  public var maxRequests: Int?

  /// How long a kept connection may be idle before it is closed.
  ///
  /// 75 s by default, longer than nginx's `keepalive_timeout` of 60 s for upstreams, so that nginx does the closing: a
  /// request that it sends while we close is lost if it is a POST.
  public var idleTimeout: Duration

  /// The budget of a stop, from its beginning to the exit.
  ///
  /// 30 s by default. A quarter of it, and no more than 2 s, is a reserve: the requests in hand and their background
  /// tasks are cancelled when it begins, and have half of it to end. Less than half a second counts as that. A service
  /// manager's own limit has to be longer by at least 2 s, or it kills the process first.
  public var gracefulTimeout: Duration

  /// A configuration; each default is described at its property.
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
