import CFastCGI

/// What an application answers, put together from bytes that come in pieces of any size.
package struct ClientResponse: Sendable {
  /// The longest beginning of a response that is kept, in bytes.
  package static let longestBeginning = 64 << 10

  /// The response's first bytes: the head of a CGI response, and as much of the body as fits.
  package private(set) var beginning: [UInt8] = []

  /// How the request ended, by the protocol's number (`FCGI_REQUEST_COMPLETE` is 0), once it has.
  package private(set) var protocolStatus: UInt8?

  private var unread: [UInt8] = []

  /// A response nothing of which has come.
  package init() {}

  /// Whether the request has ended; what comes after that is not read.
  package var isComplete: Bool { protocolStatus != nil }

  /// Takes in bytes that have come.
  ///
  /// - Throws: ``NotFastCGI`` if they are no records.
  package mutating func append(_ bytes: some Collection<UInt8>) throws(NotFastCGI) {
    unread += bytes
    var offset = 0
    while !isComplete, let record = try Self.record(in: unread.dropFirst(offset)) {
      take(record)
      offset = record.end
    }
    unread.removeFirst(offset)
  }

  private struct Record {
    let type: UInt8
    let content: ArraySlice<UInt8>
    let end: Int
  }

  /// Section 3.3: version, type, request id, content length, padding length, a reserved byte.
  private static func record(in bytes: ArraySlice<UInt8>) throws(NotFastCGI) -> Record? {
    let start = bytes.startIndex
    if let version = bytes.first, version != FCGI_VERSION_1 { throw NotFastCGI(version: version) }
    guard bytes.count >= Int(FCGI_HEADER_LEN) else { return nil }
    let length = Int(bytes[start + 4]) << 8 | Int(bytes[start + 5])
    let content = start + Int(FCGI_HEADER_LEN)
    let end = content + length + Int(bytes[start + 6])
    guard end <= bytes.endIndex else { return nil }
    return Record(type: bytes[start + 1], content: bytes[content..<content + length], end: end)
  }

  private mutating func take(_ record: Record) {
    switch Int32(record.type) {
    case FCGI_STDOUT:
      beginning += record.content.prefix(Self.longestBeginning - beginning.count)
    case FCGI_END_REQUEST:
      // Section 5.5: four bytes of the application's status, then the protocol's.
      protocolStatus = record.content.dropFirst(4).first ?? UInt8(FCGI_REQUEST_COMPLETE)
    default: break
    }
  }
}

/// Bytes that are no record of FastCGI's version 1, the only one there is.
package struct NotFastCGI: Error, Equatable, CustomStringConvertible {
  /// What the bytes have in the place of the version.
  package let version: UInt8

  package var description: String {
    "what answers doesn't speak FastCGI: the first byte of a record is \(version), and not \(FCGI_VERSION_1)"
  }
}
