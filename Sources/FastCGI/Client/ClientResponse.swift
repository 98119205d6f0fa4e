/// What an application answers, put together from its records.
package struct ClientResponse: Sendable {
  /// The error for a record that has no place in a response.
  package struct UnexpectedRecord: Error, Equatable, CustomStringConvertible {
    /// What would have had its place.
    package let expected: String
    /// What came.
    package let received: String

    /// The sentence for a failure message.
    package var description: String { "expected \(expected), got \(received)" }
  }

  /// The bytes of the response stream, up to the limit.
  package private(set) var stdout: [UInt8] = []
  /// The bytes of the error stream, up to the limit.
  package private(set) var stderr: [UInt8] = []
  /// The application's exit status, 0 until the request has ended.
  package private(set) var appStatus: UInt32 = 0
  /// How the request ended, once it has.
  package private(set) var protocolStatus: ProtocolStatus?

  private let requestID: UInt16
  private let limit: Int
  private var decoder = RecordDecoder()

  /// A response nothing of which has come.
  ///
  /// - Parameters:
  ///   - requestID: The request that it answers; 1 by default.
  ///   - limit: How many bytes of each stream are kept, the first; what comes behind them is dropped. All by default.
  package init(requestID: UInt16 = 1, limit: Int = .max) {
    self.requestID = requestID
    self.limit = limit
  }

  /// Whether the request has ended; what comes after that is not read.
  package var isComplete: Bool { protocolStatus != nil }

  /// Takes in bytes that have come, in pieces of any size.
  ///
  /// - Throws: ``RecordDecoder/UnknownVersion`` or ``UnexpectedRecord``.
  package mutating func append(_ bytes: some Sequence<UInt8>) throws {
    decoder.append(bytes)
    while !isComplete, let record = try decoder.next() { try take(record) }
  }

  /// Takes in a record; management records are passed over, as web servers do.
  ///
  /// - Throws: ``UnexpectedRecord`` if it is of another request, of a type that isn't an application's, or cut short.
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

  /// How much has come, for failure messages.
  package var summary: String { "\(stdout.count) bytes of stdout and \(stderr.count) of stderr" }
}
