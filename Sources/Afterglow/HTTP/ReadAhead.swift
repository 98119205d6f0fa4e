/// The beginning of a body that was read ahead, and that the body's actual reader has yet to get.
struct ReadAhead: Sendable {
  private(set) var bytes: [UInt8] = []

  /// Whether the body ends after ``bytes``.
  private(set) var isWhole = false

  private var position = 0

  /// Appends the next piece; an empty one ends the body.
  mutating func append(_ chunk: [UInt8]) {
    bytes += chunk
    isWhole = chunk.isEmpty
  }

  /// Copies bytes into a buffer, as many as are left and fit.
  ///
  /// - Returns: the number of bytes; 0 at the end of the body, and `nil` if the rest of the body has yet to be read.
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
