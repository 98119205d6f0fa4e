/// The beginning of a body that has been read for a look at it, and is still to be read by whoever takes the body.
struct ReadAhead: Sendable {
  private(set) var bytes: [UInt8] = []

  /// Whether the body ends behind ``bytes``.
  private(set) var isWhole = false

  private var position = 0

  /// Adds what came next; nothing, if the body has ended.
  mutating func append(_ chunk: [UInt8]) {
    bytes += chunk
    isWhole = chunk.isEmpty
  }

  /// Gives as many bytes as are there, but no more than the buffer has room for.
  ///
  /// - Returns: how many; 0 at the end of the body, and `nil` if the body goes on elsewhere.
  mutating func take(into buffer: UnsafeMutableRawBufferPointer) -> Int? {
    let rest = bytes[position...].prefix(buffer.count)
    guard !rest.isEmpty else {
      bytes = []
      position = 0
      return isWhole ? 0 : nil
    }
    buffer.copyBytes(from: rest)
    position += rest.count
    return rest.count
  }
}
