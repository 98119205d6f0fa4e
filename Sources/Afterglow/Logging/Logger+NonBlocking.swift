import Logging

extension Logger {
  /// Returns a logger that writes through ``NonBlockingLogHandler``, unless the logging system was bootstrapped with
  /// another handler.
  ///
  /// swift-log doesn't tell whether it was bootstrapped. Without a bootstrap its loggers write to standard error by
  /// `StreamLogHandler`, which waits for as long as nobody reads. Only that handler is replaced. To use it all the
  /// same, pass it on: `Logger(label: "…") { StreamLogHandler.standardError(label: $0) }`.
  ///
  /// - Parameter label: the logger's label.
  /// - Returns: the logger.
  public static func nonBlocking(label: String) -> Logger {
    var logger = Logger(label: label)
    guard let handler = logger.handler as? StreamLogHandler, handler.writesToStandardError else {
      return logger
    }
    var replacement = NonBlockingLogHandler.standardError(
      label: label, metadataProvider: handler.metadataProvider)
    replacement.logLevel = handler.logLevel
    replacement.metadata = handler.metadata
    logger.handler = replacement
    return logger
  }
}

extension StreamLogHandler {
  /// Whether the handler writes to the stream of `StreamLogHandler.standardError`.
  ///
  /// The stream is private, so it is found by its name and compared byte by byte. If swift-log changes the name, the
  /// result is `false`.
  fileprivate var writesToStandardError: Bool {
    guard let own = streamBytes else { return false }
    return own == Self.standardError(label: "").streamBytes
  }

  private var streamBytes: [UInt]? {
    let child = Mirror(reflecting: self).children.first { $0.label == "stream" }
    guard let stream = child?.value as? any TextOutputStream else { return nil }
    return Self.words(of: stream)
  }

  /// Returns the words of a value without the first one, which holds a byte and undefined padding.
  private static func words<Value>(of value: Value) -> [UInt] {
    withUnsafeBytes(of: value) { bytes in
      stride(from: MemoryLayout<UInt>.size, to: bytes.count, by: MemoryLayout<UInt>.size).map {
        bytes.loadUnaligned(fromByteOffset: $0, as: UInt.self)
      }
    }
  }
}
