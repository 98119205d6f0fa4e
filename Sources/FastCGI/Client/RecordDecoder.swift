/// Decodes records from bytes that arrive in pieces of any size.
///
/// A pure value: it reads nothing by itself, so it can be tested and copied freely.
public struct RecordDecoder: Sendable {
  /// The error for bytes that are not a record of version 1.
  public struct UnknownVersion: Error, Hashable, CustomStringConvertible {
    /// The version number that came.
    public let version: UInt8

    /// The sentence for a failure message.
    public var description: String {
      "what answers doesn't speak FastCGI: a record has version 1, and this has version \(version)"
    }
  }

  private var buffer: [UInt8] = []
  private var start = 0

  /// Makes a decoder that has seen no bytes.
  public init() {}

  /// The number of bytes that don't make a whole record yet.
  public var bufferedByteCount: Int { buffer.count - start }

  /// Takes in bytes that arrived.
  ///
  /// - Parameter bytes: The next bytes of the connection.
  public mutating func append(_ bytes: some Sequence<UInt8>) {
    if start > 0 {
      buffer.removeFirst(start)
      start = 0
    }
    buffer.append(contentsOf: bytes)
  }

  /// Takes the next record out of what has arrived.
  ///
  /// - Returns: The record, or nil when more bytes are needed.
  /// - Throws: ``UnknownVersion`` when the bytes are no record; the decoder stays where it is.
  public mutating func next() throws(UnknownVersion) -> Record? {
    guard bufferedByteCount > 0 else { return nil }
    let header = buffer[start...].prefix(8)
    // Section 3.3: a receiver knows by the first byte whether it understands the rest.
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
