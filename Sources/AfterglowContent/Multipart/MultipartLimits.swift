/// The limits on a multipart form, and on its use of memory.
///
/// `--max-body-size` also limits the body as a whole. A form that exceeds a limit is refused with status 413.
///
/// As middleware, the limits apply to every `Multipart` and `MultipartStream` behind it:
///
///     app.add(middleware: MultipartLimits(maxFileSize: 5 << 20))
///
/// A single handler passes its own limits to `MultipartStream.collect(limits:)`.
public struct MultipartLimits: Sendable, Equatable {
  /// The largest number of parts, fields and files together; 1000 by default.
  public var maxParts: Int

  /// The largest size of a part's head in bytes; 8 KiB by default.
  public var maxPartHeadSize: Int

  /// The largest size in bytes of all names, file names, content types and field values together; 1 MiB by default.
  public var maxFieldsSize: Int

  /// The largest size of a file in bytes; by default limited only by the body's size.
  public var maxFileSize: Int

  /// The number of bytes of a form's files that are kept in memory; 64 KiB by default.
  ///
  /// Further files are written to temporary files, which takes more time but no memory.
  public var fileMemory: Int

  /// Creates limits; omitted ones have their default values.
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
