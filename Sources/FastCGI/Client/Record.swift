/// One record of the FastCGI protocol (FastCGI 1.0, section 3.3).
public struct Record: Hashable, Sendable {
  /// The most bytes of content that a record holds.
  public static let maximumContentLength = 65_535

  /// The type, which says how the content is to be understood.
  public let type: RecordType
  /// The request the record belongs to; 0 for a management record.
  public let requestID: UInt16
  /// The content, at most ``maximumContentLength`` bytes.
  public let content: [UInt8]
  /// The number of padding bytes that follow the content; a receiver ignores them.
  public let padding: UInt8

  /// Makes a record.
  ///
  /// - Parameters:
  ///   - type: The type, which says how the content is to be understood.
  ///   - requestID: The request the record belongs to; 0 for a management record.
  ///   - content: At most ``maximumContentLength`` bytes; longer streams are split by ``stream(_:requestID:content:)``.
  ///   - padding: The number of padding bytes to send after the content; none by default.
  public init(type: RecordType, requestID: UInt16, content: [UInt8] = [], padding: UInt8 = 0) {
    precondition(content.count <= Self.maximumContentLength, "a record holds at most 65,535 bytes of content")
    self.type = type
    self.requestID = requestID
    self.content = content
    self.padding = padding
  }

  /// The record as bytes on the wire.
  public var encoded: [UInt8] {
    RecordBytes.header(
      type: Int32(type.rawValue), requestID: Int32(requestID), contentLength: content.count, padding: padding)
      + content + repeatElement(0, count: Int(padding))
  }
}

extension Record {
  /// Splits a stream's content into records.
  ///
  /// The empty record that ends the stream is not among them, so that a stream may be sent in several goes.
  ///
  /// - Parameters:
  ///   - type: The type of a stream record, such as ``RecordType/stdin``.
  ///   - requestID: The request the stream belongs to.
  ///   - content: The content, of any length.
  /// - Returns: As many records as the content needs, none for no content.
  public static func stream(_ type: RecordType, requestID: UInt16, content: [UInt8]) -> [Record] {
    let limit = RecordBytes.largestAlignedContent
    return stride(from: 0, to: content.count, by: limit).map { start in
      let piece = content[start..<min(start + limit, content.count)]
      return Record(type: type, requestID: requestID, content: Array(piece))
    }
  }

  /// Makes the record that begins a request.
  ///
  /// - Parameters:
  ///   - requestID: The id the request is to have.
  ///   - role: The role the application is to play.
  ///   - keepConnection: Whether the application leaves the connection open after the request.
  /// - Returns: A `BEGIN_REQUEST` record.
  public static func beginRequest(requestID: UInt16, role: Role, keepConnection: Bool) -> Record {
    // Section 5.1: role in network order, flags (bit 0 is FCGI_KEEP_CONN), five reserved bytes.
    let content = [
      UInt8(role.rawValue >> 8), UInt8(role.rawValue & 0xFF), keepConnection ? 1 : 0, 0, 0, 0, 0, 0,
    ]
    return Record(type: .beginRequest, requestID: requestID, content: content)
  }

  /// Makes the record that ends a request, for tests that play the application.
  ///
  /// - Parameters:
  ///   - requestID: The request that ends.
  ///   - appStatus: The application's exit status, as a CGI program's.
  ///   - protocolStatus: How the request ended at the level of the protocol.
  /// - Returns: An `END_REQUEST` record.
  public static func endRequest(
    requestID: UInt16, appStatus: UInt32 = 0, protocolStatus: ProtocolStatus = .requestComplete
  ) -> Record {
    let content = RecordBytes.endRequestContent(appStatus: appStatus, protocolStatus: protocolStatus.rawValue)
    return Record(type: .endRequest, requestID: requestID, content: content)
  }

  /// What an `END_REQUEST` record says; nil for another type or a content that is too short.
  public var endOfRequest: (appStatus: UInt32, protocolStatus: ProtocolStatus)? {
    guard type == .endRequest, content.count >= 5 else { return nil }
    let appStatus = content[0..<4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    return (appStatus, ProtocolStatus(rawValue: content[4]))
  }
}

extension Record: CustomStringConvertible {
  /// The type, the request and the length, for failure messages.
  public var description: String {
    "\(type) of request \(requestID) with \(content.count) bytes"
  }
}
