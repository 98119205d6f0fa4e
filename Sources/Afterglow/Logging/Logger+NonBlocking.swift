import Logging

extension Logger {
  /// A logger that writes through ``NonBlockingLogHandler``, unless the logging system was bootstrapped with another handler.
  ///
  /// swift-log doesn't tell whether it was bootstrapped. What it makes by itself writes to standard error by
  /// `StreamLogHandler`, which waits for as long as nobody reads; that, and only that, is replaced. Who wants just that
  /// handler passes it on: `Logger(label: "…") { StreamLogHandler.standardError(label: $0) }`.
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
  /// Whether it has the stream of `StreamLogHandler.standardError`.
  ///
  /// The stream is private: it is found by its name, and compared with the other byte by byte. Where swift-log changes that,
  /// the answer is `false`.
  fileprivate var writesToStandardError: Bool {
    guard let own = streamBytes else { return false }
    return own == Self.standardError(label: "").streamBytes
  }

  private var streamBytes: [UInt]? {
    let child = Mirror(reflecting: self).children.first { $0.label == "stream" }
    guard let stream = child?.value as? any TextOutputStream else { return nil }
    return Self.words(of: stream)
  }

  /// The words of a value, without the first: it holds a byte, and padding that may be anything.
  private static func words<Value>(of value: Value) -> [UInt] {
    withUnsafeBytes(of: value) { bytes in
      stride(from: MemoryLayout<UInt>.size, to: bytes.count, by: MemoryLayout<UInt>.size).map {
        bytes.loadUnaligned(fromByteOffset: $0, as: UInt.self)
      }
    }
  }
}
