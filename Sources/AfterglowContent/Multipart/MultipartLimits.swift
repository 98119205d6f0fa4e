/// How much of a form is taken, and how much of it into memory.
///
/// The body as a whole is limited by `--max-body-size` besides. What is over a limit is a 413.
///
/// As middleware it holds for every ``Multipart`` and ``MultipartStream`` behind it:
///
///     app.add(middleware: MultipartLimits(maxFileSize: 5 << 20))
///
/// A single handler gives its own to ``MultipartStream/collect(limits:)``.
public struct MultipartLimits: Sendable, Equatable {
  /// The most parts, fields and files together; 1000 by default.
  public var maxParts: Int

  /// The most bytes that the head of a part may have; 8 KiB by default.
  public var maxPartHeadSize: Int

  /// The most bytes that all names, file names, content types and values of fields may have together; 1 MiB by default.
  public var maxFieldsSize: Int

  /// The most bytes a file may have; by default as many as the body.
  public var maxFileSize: Int

  /// How many bytes of files, of all of a form together, are kept in memory; 64 KiB by default.
  ///
  /// The others are written to temporary files, which costs more time and no memory.
  public var fileMemory: Int

  /// Limits; what isn't given is by default.
  public init(
    maxParts: Int = 1000, maxPartHeadSize: Int = 8 << 10, maxFieldsSize: Int = 1 << 20,
    maxFileSize: Int = .max, fileMemory: Int = 64 << 10
  ) {
    self.maxParts = maxParts
    self.maxPartHeadSize = maxPartHeadSize
    self.maxFieldsSize = maxFieldsSize
    self.maxFileSize = maxFileSize
    self.fileMemory = fileMemory
  }
}
