import Logging

/// An object that lasts as long as a request: until its background tasks have run.
protocol RequestScope: AnyObject, Sendable {
  /// Ends everything that was begun for the request.
  ///
  /// - Parameter logger: the logger for failures.
  func end(logger: Logger) async
}
