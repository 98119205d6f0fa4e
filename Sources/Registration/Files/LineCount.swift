import Glibc
import SystemPackage

/// Counts the lines of what comes piece by piece.
struct LineCount {
  /// How many lines have come so far, the last one included if it has no end yet.
  var lines: Int { lineBreaks + (endsInLine ? 1 : 0) }

  private var lineBreaks = 0
  private var endsInLine = false

  /// Counts nothing yet.
  init() {}

  /// Reads a file to its end.
  ///
  /// - Throws: `Errno`.
  init(reading file: FileDescriptor) throws {
    try withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 8) { buffer in
      while case let count = try file.read(into: buffer), count > 0 {
        add(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      }
    }
  }

  /// Counts the next piece.
  mutating func add(_ piece: UnsafeRawBufferPointer) {
    guard var position = piece.baseAddress, let last = piece.last else { return }
    let end = position + piece.count
    while position < end, let found = memchr(position, Int32(UInt8(ascii: "\n")), end - position) {
      lineBreaks += 1
      position = UnsafeRawPointer(found) + 1
    }
    endsInLine = last != UInt8(ascii: "\n")
  }
}
