#if canImport(Glibc)
  import Glibc
#endif

/// A writer of whole lines to a descriptor that others may write to as well: a pipe, a file, a terminal, a socket.
struct LogDescriptor {
  let descriptor: Int32
  /// Whether the last write stopped in the middle of a line.
  private var isMidLine = false

  /// The size up to which a write to a pipe is atomic on Linux (PIPE_BUF, pipe(7)), so that lines of several processes
  /// don't mix.
  private static let atomicSize = 4096

  init(_ descriptor: Int32) { self.descriptor = descriptor }

  /// Whether a short line can be written without waiting for the reader.
  var isWritable: Bool {
    var poll = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    return Glibc.poll(&poll, 1, 0) == 1
  }

  /// Writes lines, and waits for as long as the reader takes none.
  ///
  /// - Returns: the number of lines that could not be written because the reader has gone or the disk is full.
  mutating func write(_ lines: [UInt8]) -> Int {
    lines.withUnsafeBytes { lines in
      var (lostCount, start) = (0, 0)
      while start < lines.count {
        let end = Self.endOfPiece(of: lines, from: start)
        lostCount += writePiece(UnsafeRawBufferPointer(rebasing: lines[start..<end]))
        start = end
      }
      return lostCount
    }
  }

  /// Returns the index after the last line that fits into one atomic write, or after the first line if it is longer.
  static func endOfPiece(of lines: UnsafeRawBufferPointer, from start: Int) -> Int {
    let newline = UInt8(ascii: "\n")
    let fitting = lines[start..<min(lines.count, start + atomicSize)]
    let last = fitting.lastIndex(of: newline) ?? lines[start...].firstIndex(of: newline)
    return last.map { $0 + 1 } ?? lines.count
  }

  private mutating func writePiece(_ piece: UnsafeRawBufferPointer) -> Int {
    if isMidLine {
      isMidLine = writeAll(UnsafeRawBufferPointer(rebasing: Self.newline[...])) == 0
    }
    let count = isMidLine ? 0 : writeAll(piece)
    if count > 0 { isMidLine = piece[count - 1] != UInt8(ascii: "\n") }
    return piece[count...].count { $0 == UInt8(ascii: "\n") }
  }

  // It lives as long as the process.
  private nonisolated(unsafe) static let newline: UnsafeRawBufferPointer = {
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 1, alignment: 1)
    memory[0] = UInt8(ascii: "\n")
    return UnsafeRawBufferPointer(memory)
  }()

  /// - Returns: the number of bytes written; after an error, fewer than given.
  private func writeAll(_ bytes: UnsafeRawBufferPointer) -> Int {
    var count = 0
    while count < bytes.count {
      let written = Glibc.write(descriptor, bytes.baseAddress?.advanced(by: count), bytes.count - count)
      if written > 0 {
        count += written
      } else if written < 0, errno == EAGAIN {
        // Another process that shares the open file has made it non-blocking.
        var poll = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        _ = Glibc.poll(&poll, 1, -1)
      } else if written == 0 || errno != EINTR {
        break
      }
    }
    return count
  }
}
