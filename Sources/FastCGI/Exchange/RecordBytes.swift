import CFastCGI

/// Records that are encoded byte by byte, without libfcgi.
enum RecordBytes {
  /// The largest content of a record, in bytes, that needs no padding: the largest multiple of eight.
  ///
  /// The length has two bytes, and the specification recommends aligned records (FastCGI specification, section 3.3).
  static let largestAlignedContent = 65_528

  /// Returns a record's header, which the content and then `padding` bytes must follow.
  static func header(type: Int32, requestID: Int32, contentLength: Int, padding: UInt8 = 0) -> [UInt8] {
    precondition(contentLength <= 0xffff, "a record's content has at most 65,535 bytes")
    return [
      UInt8(FCGI_VERSION_1), UInt8(type),
      UInt8(truncatingIfNeeded: requestID >> 8), UInt8(truncatingIfNeeded: requestID),
      UInt8(contentLength >> 8), UInt8(contentLength & 0xff), padding, 0,
    ]
  }

  /// Returns an `FCGI_END_REQUEST` record.
  static func endRequest(requestID: Int32, appStatus: Int32, protocolStatus: Int32) -> [UInt8] {
    header(type: FCGI_END_REQUEST, requestID: requestID, contentLength: 8)
      + endRequestContent(
        appStatus: UInt32(bitPattern: appStatus), protocolStatus: UInt8(truncatingIfNeeded: protocolStatus))
  }

  /// Returns the content of an `FCGI_END_REQUEST` record: app status, protocol status, three reserved bytes (section
  /// 5.5).
  static func endRequestContent(appStatus: UInt32, protocolStatus: UInt8) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: appStatus >> $0) } + [protocolStatus, 0, 0, 0]
  }

  /// A management record without content (section 4.2), whose type web servers ignore.
  static let emptyManagementRecord = header(type: FCGI_UNKNOWN_TYPE, requestID: 0, contentLength: 0)
}
