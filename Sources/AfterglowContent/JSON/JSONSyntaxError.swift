/// The error for a text that is not JSON, with its position.
package struct JSONSyntaxError: Error, Equatable, CustomStringConvertible {
  /// A description of the mistake.
  package let problem: String

  /// The offset of the mistake in bytes.
  package let offset: Int

  /// The line, counted from 1.
  package let line: Int

  /// The column in that line, counted from 1 in code points.
  package let column: Int

  init(_ problem: String, at offset: Int, in bytes: [UInt8]) {
    let before = bytes[..<min(offset, bytes.count)]
    let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    self.problem = problem
    self.offset = offset
    line = before.count { $0 == UInt8(ascii: "\n") } + 1
    // All bytes of a code point except the first begin with the bits 10 (RFC 3629, section 3).
    column = before[lineStart...].count { $0 & 0xc0 != 0x80 } + 1
  }

  /// A line such as `a comma or ']' is expected at line 1, column 17 (byte 16)`.
  package var description: String { "\(problem) at line \(line), column \(column) (byte \(offset))" }
}
