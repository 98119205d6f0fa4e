import Glibc
import SystemPackage

/// A counter of the lines in pieces of text.
struct LineCount {
  /// The number of lines so far, including a last one without a line break.
  var lines: Int { lineBreaks + (endsInLine ? 1 : 0) }

  private var lineBreaks = 0
  private var endsInLine = false

  /// Creates a counter at zero.
  init() {}

  /// Counts the lines of a file, from its current position to its end.
  ///
  /// - Throws: `Errno` if the file can't be read.
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
