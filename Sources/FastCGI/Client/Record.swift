/// One record of the FastCGI protocol (FastCGI 1.0, section 3.3).
public struct Record: Hashable, Sendable {
  /// The largest content of a record in bytes.
  public static let maximumContentLength = 65_535

  /// The type, which says how to interpret the content.
  public let type: RecordType
  /// The id of the request that the record belongs to; 0 for a management record.
  public let requestID: UInt16
  /// The content, at most ``maximumContentLength`` bytes.
  public let content: [UInt8]
  /// The number of padding bytes after the content, which a receiver ignores.
  public let padding: UInt8

  /// Creates a record.
  ///
  /// - Parameters:
  ///   - type: the type, which says how to interpret the content.
  ///   - requestID: the id of the request that the record belongs to; 0 for a management record.
  ///   - content: at most ``maximumContentLength`` bytes; ``stream(_:requestID:content:)`` splits longer streams.
  ///   - padding: the number of padding bytes after the content; 0 by default.
  public init(type: RecordType, requestID: UInt16, content: [UInt8] = [], padding: UInt8 = 0) {
    precondition(content.count <= Self.maximumContentLength, "a record holds at most 65,535 bytes of content")
    self.type = type
    self.requestID = requestID
    self.content = content
    self.padding = padding
  }

  /// The encoded bytes of the record.
  public var encoded: [UInt8] {
    RecordBytes.header(
      type: Int32(type.rawValue), requestID: Int32(requestID), contentLength: content.count, padding: padding)
      + content + repeatElement(0, count: Int(padding))
  }
}

extension Record {
  /// Splits a stream's content into records.
  ///
  /// The result doesn't include the empty record that ends the stream, so that a stream can be sent in several parts.
  ///
  /// - Parameters:
  ///   - type: the type of a stream record, such as ``RecordType/stdin``.
  ///   - requestID: the id of the request that the stream belongs to.
  ///   - content: the content, of any length.
  /// - Returns: the records; an empty array if the content is empty.
  public static func stream(_ type: RecordType, requestID: UInt16, content: [UInt8]) -> [Record] {
    let limit = RecordBytes.largestAlignedContent
    return stride(from: 0, to: content.count, by: limit).map { start in
      let piece = content[start..<min(start + limit, content.count)]
      return Record(type: type, requestID: requestID, content: Array(piece))
    }
  }

  /// Returns the record that begins a request.
  ///
  /// - Parameters:
  ///   - requestID: the id of the new request.
  ///   - role: the role that the application should play.
  ///   - keepConnection: whether the application should leave the connection open after the request.
  /// - Returns: a `BEGIN_REQUEST` record.
  public static func beginRequest(requestID: UInt16, role: Role, keepConnection: Bool) -> Record {
    // Section 5.1: the role in network byte order, the flags (bit 0 is FCGI_KEEP_CONN), five reserved bytes.
    let content = [
      UInt8(role.rawValue >> 8), UInt8(role.rawValue & 0xFF), keepConnection ? 1 : 0, 0, 0, 0, 0, 0,
    ]
    return Record(type: .beginRequest, requestID: requestID, content: content)
  }

  /// Returns the record that ends a request, for tests that play the application.
  ///
  /// - Parameters:
  ///   - requestID: the id of the request that ends.
  ///   - appStatus: the application's exit status, like a CGI program's; 0 by default.
  ///   - protocolStatus: the outcome at the level of the protocol; ``ProtocolStatus/requestComplete`` by default.
  /// - Returns: an `END_REQUEST` record.
  public static func endRequest(
    requestID: UInt16, appStatus: UInt32 = 0, protocolStatus: ProtocolStatus = .requestComplete
  ) -> Record {
    let content = RecordBytes.endRequestContent(appStatus: appStatus, protocolStatus: protocolStatus.rawValue)
    return Record(type: .endRequest, requestID: requestID, content: content)
  }

  /// The content of an `END_REQUEST` record, or `nil` for another type or a content that is too short.
  public var endOfRequest: (appStatus: UInt32, protocolStatus: ProtocolStatus)? {
    guard type == .endRequest, content.count >= 5 else { return nil }
    let appStatus = content[0..<4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    return (appStatus, ProtocolStatus(rawValue: content[4]))
  }
}

extension Record: CustomStringConvertible {
  /// The type, the request id and the length, for failure messages.
  public var description: String {
    "\(type) of request \(requestID) with \(content.count) bytes"
  }
}
