import FastCGI
import HTTPTypes
import Logging

/// The settings of an application, from the command line, the environment and the configuration file.
public struct ApplicationConfiguration: Sendable {
  /// The default of ``maxBodySize``: 1 MiB, like nginx's `client_max_body_size`.
  public static let defaultMaxBodySize = 1 << 20

  /// The defaults of a server, which are the defaults here too.
  private static let server = ServerConfiguration()

  static let defaultMaxParams = 1000
  static let defaultMaxParamsSize = 128 << 10

  /// The address to listen on; descriptor 0 by default.
  public var listen: ListenAddress = .inherited

  /// The mode of a Unix socket; 0660 by default.
  public var socketMode: UInt32 = ListeningSocket.defaultMode

  /// The maximum number of connections that wait to be accepted; 511 by default.
  public var backlog: Int32 = ListeningSocket.defaultBacklog

  /// The number of serving processes, under a manager that replaces those that die; 0 by default, for this process
  /// alone.
  public var processes = 0

  /// The number of requests after which a process is replaced; `nil` by default, for no limit.
  public var maxRequests: Int?

  /// The number of requests that a process serves at once, each on its own thread; 4 by default.
  public var workers = server.workers

  /// The maximum size of a request's body in bytes; 1 MiB by default.
  ///
  /// A body that a handler takes whole is held in memory, so the limit times the number of workers must fit.
  public var maxBodySize = defaultMaxBodySize

  /// The maximum number of a request's params, which include the header fields; 1,000 by default.
  ///
  /// A request with more is answered with 431.
  public var maxParams = defaultMaxParams

  /// The maximum size of a request's params in bytes; 128 KiB by default.
  ///
  /// nginx's own limit for header fields is about 32 KiB. A larger request is answered with 431.
  public var maxParamsSize = defaultMaxParamsSize

  /// The time that a handler may take; `nil` by default, for no limit.
  ///
  /// The same time applies between two pieces of a streamed response, so a download that makes progress is never cut
  /// off.
  ///
  /// At the time-out, the handler's Swift task is cancelled. If it then ends with an error, the client gets a 503.
  /// nginx gives up after `fastcgi_read_timeout`, 60 s by default; a slightly shorter time here gives the client a
  /// clearer error.
  public var requestTimeout: Duration?

  /// The maximum size of a process's data memory in bytes; `nil` by default, for no limit.
  ///
  /// A process that exceeds the limit dies and is replaced. Use it with `--processes`, and well above the usual size.
  public var maxMemory: Int?

  /// The time that the web server may take to send a request; 60 s by default.
  ///
  /// See `ServerConfiguration.readTimeout`.
  public var readTimeout = server.readTimeout

  /// The minimum rate of a request's body in bytes per second, after a grace of ``readTimeout``; 1,024 by default, 0
  /// for any rate.
  ///
  /// A slower client is answered with 408. By default, nginx first buffers the whole body, so slow clients occupy no
  /// worker. With `fastcgi_request_buffering off`, they occupy one for as long as this rate allows. A higher rate frees
  /// workers sooner. A lower rate serves clients on bad mobile connections, which may temporarily send less than 5,000
  /// bytes per second.
  public var minBodyRate = server.minimumBodyRate

  /// The time that the web server may take to accept one write of a response; 60 s by default.
  public var writeTimeout = server.writeTimeout

  /// The time that a kept connection may be idle; 75 s by default, which is longer than nginx's 60 s.
  public var idleTimeout = server.idleTimeout

  /// The time for a shutdown, from the first SIGTERM to the exit; 30 s by default.
  ///
  /// The time covers the backlog, running requests and background tasks, `onShutdown`, companions and the disposal of
  /// dependencies. Its last quarter, at most 2 s, is a reserve: when it begins, requests and tasks are cancelled. A
  /// time below 0.5 s counts as 0.5 s. A manager kills a process one second after the end, so the limit of a service
  /// manager must be longer by 2 s.
  public var gracefulTimeout = server.gracefulTimeout

  /// The time for the start, which builds dependencies per application and runs the actions of `onStartup`; 5 min by
  /// default.
  ///
  /// When it has passed, the process exits with 75, or is replaced if it has a manager. The longer the time, the later
  /// a hanging start is noticed.
  public var startTimeout = ProcessManagerConfiguration.defaultStartTimeout

  /// The log level; `info` by default.
  public var logLevel: Logger.Level = .info

  /// Whether each request is logged, in one line at `info` regardless of ``logLevel``; `false` by default.
  ///
  /// The line is written after the request's background tasks and has their duration, which the web server's own log
  /// lacks.
  public var accessLog = false

  /// Whether clients see the details of an unexpected error; `false` by default.
  ///
  /// For development only: an error may contain secrets.
  public var debugErrors = false

  /// Creates a configuration with all defaults.
  public init() {}
}

/// The limits on a request's size and on its handler's time.
struct RequestLimits: Sendable {
  var maxBodySize = ApplicationConfiguration.defaultMaxBodySize
  var maxParams = ApplicationConfiguration.defaultMaxParams
  var maxParamsSize = ApplicationConfiguration.defaultMaxParamsSize
  var timeout: Duration?

  /// Throws a 431 (RFC 6585, section 5) if the params, which are mostly header fields, exceed a limit.
  func check(_ params: RequestParams) throws(HTTPError) {
    guard params.count <= maxParams, params.byteCount <= maxParamsSize else {
      throw HTTPError(
        .requestHeaderFieldsTooLarge, detail: "The request has too many or too large header fields.")
    }
  }
}
