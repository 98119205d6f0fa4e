/// An application's response, put together from its records.
package struct ClientResponse: Sendable {
  /// The error for a record that is not allowed in a response.
  package struct UnexpectedRecord: Error, Equatable, CustomStringConvertible {
    /// The records that would have been allowed.
    package let expected: String
    /// The record that came.
    package let received: String

    /// A sentence for failure messages.
    package var description: String { "expected \(expected), got \(received)" }
  }

  /// The first bytes of the response stream, up to the limit.
  package private(set) var stdout: [UInt8] = []
  /// The first bytes of the error stream, up to the limit.
  package private(set) var stderr: [UInt8] = []
  /// The application's exit status; 0 until the request has ended.
  package private(set) var appStatus: UInt32 = 0
  /// The protocol status that the request ended with; `nil` until then.
  package private(set) var protocolStatus: ProtocolStatus?

  private let requestID: UInt16
  private let limit: Int
  private var decoder = RecordDecoder()

  /// Creates an empty response.
  ///
  /// - Parameters:
  ///   - requestID: the id of the request that it answers; 1 by default.
  ///   - limit: the number of bytes to keep of each stream; further bytes are dropped. All are kept by default.
  package init(requestID: UInt16 = 1, limit: Int = .max) {
    self.requestID = requestID
    self.limit = limit
  }

  /// Whether the request has ended; bytes after its end are ignored.
  package var isComplete: Bool { protocolStatus != nil }

  /// Adds bytes that have come, in pieces of any size.
  ///
  /// - Parameter bytes: the next bytes of the connection.
  /// - Throws: ``RecordDecoder/UnknownVersion`` or ``UnexpectedRecord``.
  package mutating func append(_ bytes: some Sequence<UInt8>) throws {
    decoder.append(bytes)
    while !isComplete, let record = try decoder.next() { try take(record) }
  }

  /// Adds a record, and ignores management records, as web servers do.
  ///
  /// - Parameter record: the next record of the connection.
  /// - Throws: ``UnexpectedRecord`` if the record belongs to another request, has a type that applications don't
  ///   send, or is cut short.
  package mutating func take(_ record: Record) throws(UnexpectedRecord) {
    guard record.requestID != 0 else { return }
    switch (record.type, record.endOfRequest) {
    case (.stdout, _) where record.requestID == requestID:
      stdout += record.content.prefix(limit - stdout.count)
    case (.stderr, _) where record.requestID == requestID:
      stderr += record.content.prefix(limit - stderr.count)
    case (_, let end?) where record.requestID == requestID:
      appStatus = end.appStatus
      protocolStatus = end.protocolStatus
    default:
      throw UnexpectedRecord(
        expected: "STDOUT, STDERR or END_REQUEST of request \(requestID)", received: "\(record)")
    }
  }

  /// The number of bytes received, for failure messages.
  package var summary: String { "\(stdout.count) bytes of stdout and \(stderr.count) of stderr" }
}
