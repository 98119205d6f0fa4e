import FastCGI
import Logging

/// A log handler that writes to standard error without waiting for its reader.
///
/// An ``Application`` logs through it unless the logging system was bootstrapped with another handler. For the other
/// loggers of a service:
///
///     LoggingSystem.bootstrap(NonBlockingLogHandler.standardError)
///
/// A separate thread writes the lines. While the reader of the log stalls, up to 1 MiB of lines wait. Further lines are
/// dropped and counted, and a line says how many once the reader goes on. The service also goes on if the reader has
/// gone or the disk is full. A call that logs at `error` or above waits up to 100 ms until its line is written, so that
/// the line is there if the process traps next. The end of the process waits up to 0.5 s for unwritten lines.
///
/// Lines have the format of swift-log's `StreamLogHandler`. Control characters are escaped, as in `\u{1B}`, so that
/// text from a client can neither begin a line nor control a terminal. A value is cut after 16 KiB.
public struct NonBlockingLogHandler: LogHandler, NonBlockingLogging {
  /// The least severe level that is logged; `info` by default.
  public var logLevel = Logger.Level.info

  /// The metadata of every line.
  public var metadata: Logger.Metadata = [:]

  /// The provider of metadata that depends on where a line is logged, such as `Logger.MetadataProvider.requestID`.
  public var metadataProvider: Logger.MetadataProvider?

  private let label: String
  private let output: LogOutput

  /// The maximum time that a call at `error` or above waits until its line is written.
  static let longestWait = Duration.milliseconds(100)

  init(label: String, metadataProvider: Logger.MetadataProvider?, output: LogOutput) {
    self.label = label
    self.metadataProvider = metadataProvider
    self.output = output
  }

  /// Returns a handler for a logger, with the metadata provider of the logging system.
  ///
  /// - Parameter label: the logger's label.
  /// - Returns: the handler.
  public static func standardError(label: String) -> NonBlockingLogHandler {
    standardError(label: label, metadataProvider: LoggingSystem.metadataProvider)
  }

  /// Returns a handler for a logger.
  ///
  /// - Parameters:
  ///   - label: the logger's label.
  ///   - metadataProvider: the provider of metadata that depends on where a line is logged; `nil` for none.
  /// - Returns: the handler.
  public static func standardError(
    label: String, metadataProvider: Logger.MetadataProvider?
  ) -> NonBlockingLogHandler {
    NonBlockingLogHandler(label: label, metadataProvider: metadataProvider, output: .standardError)
  }

  /// The number of lines that this process has dropped because nobody read them or they could not be written.
  public static var droppedLineCount: Int { LogOutput.standardError.droppedCount }

  /// Waits until all lines logged so far are written; for a service that ends itself with `_exit`.
  ///
  /// - Parameter limit: the maximum time to wait.
  public static func flush(within limit: Duration) { LogOutput.standardError.flush(within: limit) }

  /// The value of one key in ``metadata``.
  public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  /// Queues a line to be written.
  public func log(event: LogEvent) {
    let line = LogLine(event, label: label, metadata: metadata, provided: metadataProvider?.get() ?? [:])
    output.write(line.bytes, waitingFor: event.level >= .error ? Self.longestWait : .zero)
  }
}
