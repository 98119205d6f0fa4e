/// Decodes records from bytes that arrive in pieces of any size.
///
/// A decoder performs no input itself, so it can be copied freely.
public struct RecordDecoder: Sendable {
  /// The error for bytes that are not a record of version 1.
  public struct UnknownVersion: Error, Hashable, CustomStringConvertible {
    /// The version number that came.
    public let version: UInt8

    /// A sentence for failure messages.
    public var description: String {
      "what answers doesn't speak FastCGI: a record has version 1, and this has version \(version)"
    }
  }

  private var buffer: [UInt8] = []
  private var start = 0

  /// Creates a decoder that has received no bytes.
  public init() {}

  /// The number of received bytes that don't form a whole record yet.
  public var bufferedByteCount: Int { buffer.count - start }

  /// Adds bytes that have arrived.
  ///
  /// - Parameter bytes: the next bytes of the connection.
  public mutating func append(_ bytes: some Sequence<UInt8>) {
    if start > 0 {
      buffer.removeFirst(start)
      start = 0
    }
    buffer.append(contentsOf: bytes)
  }

  /// Removes and returns the next record.
  ///
  /// - Returns: the record, or `nil` if more bytes are needed.
  /// - Throws: ``UnknownVersion`` if the bytes are not a record; the decoder then stays at its position.
  public mutating func next() throws(UnknownVersion) -> Record? {
    guard bufferedByteCount > 0 else { return nil }
    let header = buffer[start...].prefix(8)
    // Section 3.3: the first byte tells whether a receiver can understand the rest.
    guard header[start] == 1 else { throw UnknownVersion(version: header[start]) }
    guard header.count == 8 else { return nil }
    let contentLength = Int(header[start + 4]) << 8 | Int(header[start + 5])
    let padding = header[start + 6]
    let contentStart = start + 8
    let end = contentStart + contentLength + Int(padding)
    guard buffer.count >= end else { return nil }
    defer { start = end }
    return Record(
      type: RecordType(rawValue: header[start + 1]),
      requestID: UInt16(header[start + 2]) << 8 | UInt16(header[start + 3]),
      content: Array(buffer[contentStart..<contentStart + contentLength]), padding: padding)
  }
}
