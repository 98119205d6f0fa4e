import Logging

/// What a function can know of the request it serves without being given it: in a handler, in middleware, and in the
/// background tasks of the request.
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

  /// A logger whose lines carry the request's id.
  ///
  /// It is made here and not once for every request, since most requests log nothing.
  public var logger: Logger {
    var logger = plainLogger
    logger[metadataKey: "request-id"] = "\(requestID)"
    return logger
  }

  /// The context of the request that the current Swift task serves, or `nil` outside of any.
  @TaskLocal public static var current: RequestContext?
}

extension Logger.MetadataProvider {
  /// Adds `request-id` to every line that any logger writes while a request is served or its background tasks run.
  ///
  /// For `LoggingSystem.bootstrap`.
  public static let requestID = Logger.MetadataProvider {
    RequestContext.current.map { ["request-id": "\($0.requestID)"] } ?? [:]
  }
}
