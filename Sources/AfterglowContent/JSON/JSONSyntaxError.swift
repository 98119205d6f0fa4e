/// What keeps a text from being JSON, and where.
package struct JSONSyntaxError: Error, Equatable, CustomStringConvertible {
  /// What is wrong.
  package let problem: String

  /// Where it is: how many bytes are before it.
  package let offset: Int

  /// The line, from 1.
  package let line: Int

  /// The column in that line, from 1, counted in code points.
  package let column: Int

  init(_ problem: String, at offset: Int, in bytes: [UInt8]) {
    let before = bytes[..<min(offset, bytes.count)]
    let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    self.problem = problem
    self.offset = offset
    line = before.count { $0 == UInt8(ascii: "\n") } + 1
    // All bytes of a code point but the first begin with 10 (RFC 3629, section 3).
    column = before[lineStart...].count { $0 & 0xc0 != 0x80 } + 1
  }

  /// `a comma or ']' is missing at line 1, column 17 (byte 16)`.
  package var description: String { "\(problem) at line \(line), column \(column) (byte \(offset))" }
}
