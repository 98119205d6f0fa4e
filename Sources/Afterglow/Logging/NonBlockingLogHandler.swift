import FastCGI
import Logging

/// Writes the log to standard error without ever waiting for its reader.
///
/// An ``Application`` logs through it unless the logging system was bootstrapped with another handler. For the other loggers
/// of a service:
///
///     LoggingSystem.bootstrap(NonBlockingLogHandler.standardError)
///
/// A thread of its own writes the lines. While the reader of the log stalls, up to 1 MiB of lines wait; those after them are
/// dropped and counted, and a line says how many once the reader goes on. A reader that has gone, or a full disk, is no
/// reason to stop serving either. A line at `error` or above waits up to 100 ms until it is written, so that it is there if
/// the process traps next; at the end of the process, up to 0.5 s are spent on what has not been written.
///
/// Lines look as those of swift-log's `StreamLogHandler`. Control characters in what is logged are escaped, as in
/// `\u{1B}`, so that what a client sends can neither begin a line nor control a terminal. A value is cut after 16 KiB.
public struct NonBlockingLogHandler: LogHandler, NonBlockingLogging {
  /// The least level that is logged; `info` by default.
  public var logLevel = Logger.Level.info

  /// What is added to every line.
  public var metadata: Logger.Metadata = [:]

  /// What adds to every line what holds where it is logged, such as `Logger.MetadataProvider.requestID`.
  public var metadataProvider: Logger.MetadataProvider?

  private let label: String
  private let output: LogOutput

  /// How long a line at `error` or above waits until it is written.
  static let longestWait = Duration.milliseconds(100)

  init(label: String, metadataProvider: Logger.MetadataProvider?, output: LogOutput) {
    self.label = label
    self.metadataProvider = metadataProvider
    self.output = output
  }

  /// A handler for a logger, with the metadata provider of the logging system.
  ///
  /// - Parameter label: the logger's label.
  /// - Returns: the handler.
  public static func standardError(label: String) -> NonBlockingLogHandler {
    standardError(label: label, metadataProvider: LoggingSystem.metadataProvider)
  }

  /// A handler for a logger.
  ///
  /// - Parameters:
  ///   - label: the logger's label.
  ///   - metadataProvider: what adds to every line what holds where it is logged; `nil` for nothing.
  /// - Returns: the handler.
  public static func standardError(
    label: String, metadataProvider: Logger.MetadataProvider?
  ) -> NonBlockingLogHandler {
    NonBlockingLogHandler(label: label, metadataProvider: metadataProvider, output: .standardError)
  }

  /// How many lines this process has dropped: nobody read them, or they could not be written.
  public static var droppedLineCount: Int { LogOutput.standardError.droppedCount }

  /// Waits until what has been logged so far is written; for a service that ends itself by `_exit`.
  ///
  /// - Parameter limit: how long to wait at most.
  public static func flush(within limit: Duration) { LogOutput.standardError.flush(within: limit) }

  /// One entry of ``metadata``.
  public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  /// Has a line written.
  public func log(event: LogEvent) {
    let line = LogLine(event, label: label, metadata: metadata, provided: metadataProvider?.get() ?? [:])
    output.write(line.bytes, waitingFor: event.level >= .error ? Self.longestWait : .zero)
  }
}
