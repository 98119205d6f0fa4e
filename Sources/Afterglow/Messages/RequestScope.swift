import Logging

/// What lasts as long as a request: until its background tasks have run.
protocol RequestScope: AnyObject, Sendable {
  /// Ends what was begun for the request.
  ///
  /// - Parameter logger: the logger for what fails.
  func end(logger: Logger) async
}
