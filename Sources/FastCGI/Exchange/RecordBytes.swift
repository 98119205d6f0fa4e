import CFastCGI

/// The few records that are written without libfcgi's help, byte by byte.
enum RecordBytes {
  /// The most content one record can carry with a length that is a multiple of eight, so that it needs no
  /// padding (FastCGI specification, section 3.3: contentLength has two bytes, and records are best aligned).
  static let largestAlignedContent = 65_528

  /// A record's header; its content follows, and then as many bytes of padding.
  static func header(type: Int32, requestID: Int32, contentLength: Int, padding: UInt8 = 0) -> [UInt8] {
    precondition(contentLength <= 0xffff, "a record's content has at most 65,535 bytes")
    return [
      UInt8(FCGI_VERSION_1), UInt8(type),
      UInt8(truncatingIfNeeded: requestID >> 8), UInt8(truncatingIfNeeded: requestID),
      UInt8(contentLength >> 8), UInt8(contentLength & 0xff), padding, 0,
    ]
  }

  /// An `FCGI_END_REQUEST` record.
  static func endRequest(requestID: Int32, appStatus: Int32, protocolStatus: Int32) -> [UInt8] {
    header(type: FCGI_END_REQUEST, requestID: requestID, contentLength: 8)
      + endRequestContent(
        appStatus: UInt32(bitPattern: appStatus), protocolStatus: UInt8(truncatingIfNeeded: protocolStatus))
  }

  /// Section 5.5: app status, protocol status, three reserved bytes.
  static func endRequestContent(appStatus: UInt32, protocolStatus: UInt8) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: appStatus >> $0) } + [protocolStatus, 0, 0, 0]
  }

  /// A management record without content (section 4.2), of a type that a web server passes over.
  static let emptyManagementRecord = header(type: FCGI_UNKNOWN_TYPE, requestID: 0, contentLength: 0)
}
