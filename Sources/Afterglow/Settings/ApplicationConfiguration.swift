import FastCGI
import Logging

/// How an application is served: what the command line and the environment say.
public struct ApplicationConfiguration: Sendable {
  /// 1 MiB, which is nginx's own default for `client_max_body_size`.
  public static let defaultMaxBodySize = 1 << 20

  static let defaultMaxParams = 1000
  static let defaultMaxParamsSize = 128 << 10

  /// Where to listen; descriptor 0 by default.
  public var listen: ListenAddress = .inherited

  /// The mode of a unix socket; 0660 by default.
  public var socketMode: UInt32 = ListeningSocket.defaultMode

  /// How many connections may wait to be accepted; 511 by default.
  public var backlog: Int32 = ListeningSocket.defaultBacklog

  /// How many processes serve, under a manager that replaces those that die; 0, the default, for this process alone.
  public var processes = 0

  /// After how many requests a process is replaced by a new one; `nil`, the default, for never.
  public var maxRequests: Int?

  /// How many requests a process serves at once, each on a thread of its own; 4 by default.
  public var workers = 4

  /// The most bytes a request's body may have; 1 MiB by default.
  ///
  /// A body that a handler takes whole is held in memory, so what this allows times the workers has to fit.
  public var maxBodySize = defaultMaxBodySize

  /// The most params, header fields among them, that a request may have; 1,000 by default.
  ///
  /// A request with more is answered 431.
  public var maxParams = defaultMaxParams

  /// The most bytes that a request's params may have; 128 KiB by default, where nginx's own limit on header
  /// fields is about 32 KiB.
  ///
  /// A request with more is answered 431.
  public var maxParamsSize = defaultMaxParamsSize

  /// How long a handler may take; `nil`, the default, for as long as it takes.
  ///
  /// It is also how long a streamed response may take from one piece to the next: a download that moves is not cut,
  /// however long it takes.
  ///
  /// At the time-out the handler's Swift task is cancelled, and if it ends with an error then, the answer is 503. nginx
  /// gives up after `fastcgi_read_timeout`, 60 s by default; a little less here tells the client more.
  public var requestTimeout: Duration?

  /// The most memory for data that a process may have, in bytes; `nil`, the default, for as much as there is.
  ///
  /// A process that wants more dies and is replaced; so it takes `--processes`, and a limit well above what is usual.
  public var maxMemory: Int?

  /// How long the web server may take to send a request; 60 s by default.
  ///
  /// See `ServerConfiguration.readTimeout`.
  public var readTimeout: Duration = .seconds(60)

  /// How many bytes of a request's body have to come per second, after a grace of ``readTimeout``; 1,024 by default, 0 for
  /// any rate.
  ///
  /// A client that sends less is answered 408. nginx takes in the whole body first, by default, and a slow client then takes
  /// up no worker; with `fastcgi_request_buffering off` it takes one up for as long as this allows. More frees workers sooner;
  /// less serves clients on bad mobile connections, which may be slower than 5,000 bytes per second for a while.
  public var minBodyRate = 1024

  /// How long the web server may take to accept one write of a response; 60 s by default.
  public var writeTimeout: Duration = .seconds(60)

  /// How long a kept connection may be idle; 75 s by default, longer than nginx's own 60 s.
  public var idleTimeout: Duration = .seconds(75)

  /// The budget of a stop, from the first SIGTERM to the exit; 30 s by default.
  ///
  /// It is for the backlog, requests and background tasks in hand, `onShutdown`, companions and disposal. A quarter of it,
  /// and no more than 2 s, is a reserve: requests and tasks are cancelled when it begins. Less than half a second counts as
  /// that. A manager kills a process one second after it, so a service manager's own limit has to be longer by 2 s.
  public var gracefulTimeout: Duration = .seconds(30)

  /// How long the start may take: what is provided per application and the actions of `onStartup`; 5 min by default.
  ///
  /// At its end the process exits with 75, or is replaced if it has a manager. The longer, the later a start that hangs is
  /// noticed.
  public var startTimeout: Duration = .seconds(300)

  /// The level to log at; `info` by default.
  public var logLevel: Logger.Level = .info

  /// Whether each request is logged, as one line at `info` whatever ``logLevel`` is; `false` by default.
  ///
  /// The line is written when the request's background tasks are through, and says how long they took. A web server in
  /// front has a log of its own, which knows nothing of them.
  public var accessLog = false

  /// Whether a client is shown the inside of an error that nobody answered; `false` by default.
  ///
  /// For development alone: an error may hold what nobody else is to know.
  public var debugErrors = false

  /// A configuration with every default.
  public init() {}
}
