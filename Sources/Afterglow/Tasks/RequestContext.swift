import Logging

/// The id and logger of the current request, for functions that don't get the request passed.
///
/// It is available in handlers, in middleware and in background tasks.
///
///     RequestContext.current?.logger.info("Sending the confirmation.")
public struct RequestContext: Sendable {
  /// The request's id.
  public let requestID: String

  private let plainLogger: Logger

  init(requestID: String, logger: Logger) {
    self.requestID = requestID
    self.plainLogger = logger
  }

  /// A logger that adds the request's id to every line.
  ///
  /// It is created on access, because most requests log nothing.
  public var logger: Logger {
    var logger = plainLogger
    logger[metadataKey: "request-id"] = "\(requestID)"
    return logger
  }

  /// Whether the logger logs lines of a level.
  func logs(at level: Logger.Level) -> Bool { plainLogger.logLevel <= level }

  /// The context of the request that the current Swift task serves, or `nil` outside of requests.
  @TaskLocal public static var current: RequestContext?
}

extension Logger.MetadataProvider {
  /// A provider that adds `request-id` to every line logged while a request is served or its background tasks run.
  ///
  /// Pass it to `LoggingSystem.bootstrap`.
  public static let requestID = Logger.MetadataProvider {
    RequestContext.current.map { ["request-id": "\($0.requestID)"] } ?? [:]
  }
}
